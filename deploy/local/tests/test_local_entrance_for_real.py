"""Traefik with its real configuration, in front of a registry and edges that are played."""

import json
import tempfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import urllib3

from fv_local.folder import StateFolder
from fv_local.polling import poll
from fv_local.ports import allocate
from fv_local.programs import save_programs
from fv_local.supervisor_client import Supervisor
from fv_local.supervisor_config import render_config
from fv_local.traefik import traefik_program


class Played:
    """A server that says its name; as a registry it also lists edges."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.edges: list[str] = []
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


def _handler(played: Played) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            played.asked.append(f"{self.command} {self.path}")
            body = played.name.encode()
            if self.path == "/traefik":
                body = json.dumps(routes_to(played.edges)).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815  # the base class names it

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name
            """Stay silent."""

    return Handler


def routes_to(edges: list[str]) -> dict[str, object]:
    if not edges:
        return {}
    servers = [{"url": url} for url in edges]
    router = {"rule": "PathPrefix(`/`)", "service": "edge", "priority": 1}
    return {
        "http": {
            "routers": {"edge": router},
            "services": {"edge": {"loadBalancer": {"servers": servers}}},
        }
    }


@pytest.fixture
def played() -> Iterator[dict[str, Played]]:
    servers = {name: Played(name) for name in ("registry", "edge-1", "edge-2")}
    servers["registry"].edges = [servers["edge-1"].url]
    yield servers
    for server in servers.values():
        server.close()


@pytest.fixture
def entrance(played: dict[str, Played]) -> Iterator[str]:
    ports = allocate({"traefik": ("rest", "ping")}, {})["traefik"]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        state = StateFolder.open(Path(folder, "state"))
        program = traefik_program(
            state,
            rest_port=ports["rest"],
            ping_port=ports["ping"],
            platform_url=played["registry"].url,
        )
        save_programs(state, [program])
        (state.run / "supervisord.conf").write_text(render_config(state, [program]))
        supervisor = Supervisor(state)
        supervisor.launch({"PATH": "/usr/bin:/bin"})
        yield f"http://127.0.0.1:{ports['rest']}"
        supervisor.stop(["traefik"])
        supervisor.shutdown()
        poll(lambda: not supervisor.running(), seconds=20)


def answer(url: str, method: str = "GET") -> str:
    try:
        return urllib3.request(method, url, retries=False, timeout=5).data.decode()
    except urllib3.exceptions.HTTPError:
        return ""


def test_the_entrance_follows_the_registry(played: dict[str, Played], entrance: str) -> None:
    assert poll(lambda: answer(f"{entrance}/api/v1/products") == "edge-1", seconds=30)
    assert answer(f"{entrance}/api/v1/orders", "POST") == "edge-1"
    assert answer(f"{entrance}/.well-known/jwks.json") == "registry"
    assert answer(f"{entrance}/oauth2/token", "POST") == "registry"

    played["registry"].edges = [played["edge-2"].url]

    assert poll(lambda: answer(f"{entrance}/api/v1/products") == "edge-2", seconds=30)
    assert answer(f"{entrance}/api/v1/orders", "POST") == "edge-2"


def test_while_no_edge_is_known_it_is_503_with_a_time_to_come_again(
    played: dict[str, Played], entrance: str
) -> None:
    assert poll(lambda: answer(f"{entrance}/api/v1/products") == "edge-1", seconds=30)
    played["registry"].edges = []

    def refused() -> bool:
        got = urllib3.request("GET", f"{entrance}/api/v1/products", retries=False, timeout=5)
        assert got.status in {200, 503}
        return got.status == 503 and got.headers.get("retry-after") == "1"

    assert poll(refused, seconds=30)
