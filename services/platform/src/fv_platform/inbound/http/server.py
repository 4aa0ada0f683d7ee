"""Serving the HTTP face from a role's thread."""

from threading import Event, Thread

import uvicorn
from starlette.types import ASGIApp


def serve(application: ASGIApp, host: str, port: int, stop: Event) -> None:
    """Serve until the event is set; raises `RuntimeError` when the port cannot be had."""
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=10,
    )
    server = uvicorn.Server(config)
    watcher = Thread(target=_stop_later, args=(server, stop), name="http-stop", daemon=True)
    watcher.start()
    try:
        server.run()
    except SystemExit as error:
        raise RuntimeError(f"{host}:{port} cannot be served") from error


def _stop_later(server: uvicorn.Server, stop: Event) -> None:
    stop.wait()
    server.should_exit = True
