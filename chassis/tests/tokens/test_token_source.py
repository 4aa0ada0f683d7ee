"""A service's own token."""

import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from fv_chassis.tokens import TokenRefused, TokenSource


class Endpoint:
    """A token endpoint whose next answers are set by hand."""

    def __init__(self) -> None:
        self.status = 200
        self.body: object = {"access_token": "first", "expires_in": 100}
        self.seen: list[tuple[str, str]] = []
        self.url = ""


@contextmanager
def served(endpoint: Endpoint) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["content-length"])).decode()
            endpoint.seen.append((self.headers["authorization"], form))
            body = json.dumps(endpoint.body).encode()
            self.send_response(endpoint.status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base names it
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    endpoint.url = f"http://127.0.0.1:{server.server_address[1]}/oauth2/token"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    made = Endpoint()
    with served(made):
        yield made


def source(endpoint: Endpoint, moments: list[float]) -> TokenSource:
    return TokenSource(endpoint.url, "edge", "s3cret", lambda: moments[-1])


def test_a_token_is_asked_for_with_the_clients_credentials(endpoint: Endpoint) -> None:
    assert source(endpoint, [0.0]).token() == "first"
    (authorization, form), *rest = endpoint.seen
    assert b64decode(authorization.removeprefix("Basic ")) == b"edge:s3cret"
    assert form == "grant_type=client_credentials"
    assert not rest


def test_a_token_is_renewed_at_four_fifths_of_its_life(endpoint: Endpoint) -> None:
    moments = [0.0]
    under_test = source(endpoint, moments)
    under_test.token()
    endpoint.body = {"access_token": "second", "expires_in": 100}
    moments.append(79.0)
    assert under_test.token() == under_test.remembered() == "first"
    moments.append(80.0)
    assert under_test.remembered() is None
    assert under_test.token() == "second"


def test_a_failed_renewal_goes_unnoticed_while_the_old_token_lives(endpoint: Endpoint) -> None:
    moments = [0.0]
    under_test = source(endpoint, moments)
    under_test.token()
    endpoint.status, endpoint.body = 503, {"error": "temporarily_unavailable"}
    moments.append(99.0)
    assert under_test.token() == "first"
    moments.append(100.0)
    with pytest.raises(TokenRefused, match="temporarily_unavailable"):
        under_test.token()


def test_an_endpoint_that_is_away_gives_no_token() -> None:
    with pytest.raises(TokenRefused):
        TokenSource("http://127.0.0.1:9/token", "edge", "s3cret").token()
