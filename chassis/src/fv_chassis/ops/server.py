"""`/livez`, `/readyz` and `/metrics` over plain HTTP."""

import json
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from fv_chassis.telemetry import get_logger

Check = Callable[[], bool]
_JSON = "application/json"
_log = get_logger(__name__)


def not_ready(checks: Mapping[str, Check]) -> list[str]:
    """Return the names of the checks that are not passed, in their order; one that raises is not
    passed."""
    return [name for name, check in checks.items() if not _passes(name, check)]


def _passes(name: str, check: Check) -> bool:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - whatever a check dies of means "not ready"
        _log.warning("a readiness check failed", check=name, error=repr(error))
        return False


class OpsServer:
    """Serves the operations port from a thread of its own."""

    def __init__(self, port: int, checks: Mapping[str, Check], host: str = "127.0.0.1") -> None:
        """Bind the port at once (0: any free one); `start` begins to answer.

        `/readyz` answers 503 and names the checks that are not passed. `OSError` when the port is
        taken.
        """
        self._server = ThreadingHTTPServer((host, port), _handler(checks))
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self._thread = Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.1},
            name="ops",
            daemon=True,
        )

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Answer nothing more and free the port."""
        self._server.shutdown()
        self._server.server_close()


def _handler(checks: Mapping[str, Check]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/livez":
                self._answer(200, _JSON, b'{"state":"live"}')
            elif path == "/readyz":
                missing = not_ready(checks)
                body = {"state": "not ready" if missing else "ready", "not_ready": missing}
                self._answer(503 if missing else 200, _JSON, json.dumps(body).encode())
            elif path == "/metrics":
                self._answer(200, CONTENT_TYPE_LATEST, generate_latest())
            else:
                self._answer(404, _JSON, b'{"detail":"only /livez, /readyz and /metrics"}')

        def _answer(self, status: int, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", content_type)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
            """Stay silent: probes ask every few seconds."""

    return Handler
