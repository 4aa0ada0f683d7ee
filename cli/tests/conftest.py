"""Stands in for a running platform: a state folder and a server that answers like the edge."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from fv_local.platform_file import Client, PlatformFile

Answers = dict[str, tuple[int, Any]]
"""The answer to "METHOD /path": status and JSON body."""


class FakeEdge:
    """Answers what it was told to, and remembers what it was asked."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers: Answers = {
            "POST /oauth2/token": (200, {"access_token": "the-token", "expires_in": 600})
        }
        self.asked: list[dict[str, Any]] = []


@pytest.fixture
def edge() -> Iterator[FakeEdge]:
    """A server on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    fake = FakeEdge(f"http://127.0.0.1:{server.server_address[1]}")
    server.RequestHandlerClass = _handler(fake)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield fake
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def state(tmp_path: Path, edge: FakeEdge) -> Path:
    """The state folder of a platform whose edge is the fake one."""
    operator = Client("operator", "a secret", ("orders:read", "operations:admin"))
    PlatformFile(
        ports={},
        urls={"rest": edge.address, "platform": edge.address, "provider": edge.address},
        grpc={"orders": "127.0.0.1:1"},
        ops={},
        databases={},
        kafka="127.0.0.1:2",
        broker="embedded",
        clients={"operator": operator},
    ).save(tmp_path)
    return tmp_path


def _handler(fake: FakeEdge) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            path, _, query = self.path.partition("?")
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            asked = {"method": self.command, "path": path, "query": query, "body": body.decode()}
            fake.asked.append({**asked, "headers": dict(self.headers)})
            missing = (404, {"title": "Not Found", "detail": "no such thing"})
            status, answer = fake.answers.get(f"{self.command} {path}", missing)
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET: Callable[["Handler"], None] = _answer  # noqa: N815  # the base class names it
        do_POST: Callable[["Handler"], None] = _answer  # noqa: N815  # the base class names it

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name
            """Stay silent."""

    return Handler
