"""The HTTP server as a role of the process."""

import asyncio
from threading import Event

import uvicorn
import uvloop
from starlette.types import ASGIApp

from fv_chassis.telemetry import get_logger
from fv_edge.edge import Edge
from fv_edge.main.settings import EdgeSettings
from fv_edge.queries.grpc_queries import GrpcQueries
from fv_edge.readers.handoff import Handoff

_log = get_logger(__name__)
_DRAIN_SECONDS = 20


class HttpServer:
    """Serves the application from an event loop of its own until it is told to stop."""

    def __init__(
        self,
        application: ASGIApp,
        edge: Edge,
        queries: GrpcQueries,
        handoff: Handoff,
        settings: EdgeSettings,
    ) -> None:
        self._edge = edge
        self._queries = queries
        self._handoff = handoff
        self._server = uvicorn.Server(
            uvicorn.Config(
                application,
                host=settings.host,
                port=settings.http_port,
                http="httptools",
                lifespan="off",
                ws="none",
                access_log=False,
                log_config=None,
                server_header=False,
                proxy_headers=True,
                forwarded_allow_ips=settings.trusted_proxies,
                timeout_graceful_shutdown=_DRAIN_SECONDS,
            )
        )

    def ready(self) -> bool:
        """Return whether the port is open."""
        return self._server.started

    def run(self, stop: Event) -> None:
        """Serve; on the signal, streams end, requests finish, then this returns."""
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._serve(stop))

    async def _serve(self, stop: Event) -> None:
        self._handoff.open(asyncio.get_running_loop())
        watch = asyncio.create_task(self._leave_when_told(stop))
        try:
            await self._server.serve()
        finally:
            watch.cancel()
            self._handoff.close()
            await self._queries.close()

    async def _leave_when_told(self, stop: Event) -> None:
        while not stop.is_set():
            await asyncio.sleep(0.1)
        self._edge.progress.close()
        self._server.should_exit = True
