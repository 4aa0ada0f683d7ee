"""The server that answers a service's queries."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import grpc
from google.protobuf.descriptor import ServiceDescriptor
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from fv_chassis.grpc.authorization import required_scopes
from fv_chassis.grpc.interceptor import CallInterceptor
from fv_chassis.telemetry import get_logger
from fv_chassis.tokens import TokenVerifier

Registration = tuple[Callable[[Any, grpc.Server], None], Any, ServiceDescriptor]
_OPTIONS = (
    ("grpc.so_reuseport", 0),
    ("grpc.max_receive_message_length", 1 << 20),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_ping_interval_without_data_ms", 5000),
)
_log = get_logger(__name__)


class GrpcServer:
    """Serves the given servicers with reflection and health, which alone need no token."""

    def __init__(
        self,
        port: int,
        verifier: TokenVerifier,
        servicers: Sequence[Registration],
        host: str = "127.0.0.1",
        workers: int = 8,
    ) -> None:
        """Bind the port at once (0: any free one). `RuntimeError` when it is taken.

        A servicer comes with the function that adds it and its service's descriptor, from which
        the scope of each method is read.
        """
        descriptors = [descriptor for _, _, descriptor in servicers]
        interceptor = CallInterceptor(verifier.verify, required_scopes(descriptors))
        self._server = grpc.server(
            ThreadPoolExecutor(workers, thread_name_prefix="grpc"),
            interceptors=[interceptor],
            options=_OPTIONS,
        )
        for add, servicer, _ in servicers:
            add(servicer, self._server)
        self._names = [descriptor.full_name for descriptor in descriptors]
        self._health = health.HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        reflection.enable_server_reflection(
            [*self._names, health.SERVICE_NAME, reflection.SERVICE_NAME], self._server
        )
        self.port: int = self._server.add_insecure_port(f"{host}:{port}")

    def start(self) -> None:
        """Begin to answer, and say so to health checks."""
        self._server.start()
        for name in ("", *self._names):
            self._health.set(name, health_pb2.HealthCheckResponse.SERVING)

    def stop(self, grace: float = 10) -> None:
        """Take no more calls and wait up to `grace` seconds for those that run."""
        self._health.enter_graceful_shutdown()
        self._server.stop(grace).wait()

    def run(self, stop: Event) -> None:
        """Serve until the event is set: a role for `run_roles`."""
        self.start()
        _log.info("serving gRPC", port=self.port, services=self._names)
        stop.wait()
        self.stop()
