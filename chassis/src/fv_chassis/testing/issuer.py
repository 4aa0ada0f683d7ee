"""An issuer of tokens for tests: the platform's role, without the platform."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from joserfc import jwt
from joserfc.jwk import RSAKey

from fv_chassis.tokens import TokenVerifier

ISSUER = "http://issuer.test"
AUDIENCE = "first-viscount"


class TestIssuer:
    """Signs access tokens with a key of its own."""

    __test__ = False

    def __init__(self, kid: str = "test-key") -> None:
        self.kid = kid
        self.key = RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})

    def jwks(self) -> bytes:
        """Return the key set's document."""
        return json.dumps({"keys": [self.key.as_dict(private=False)]}).encode()

    def claims(
        self, *scopes: str, subject: str = "alice", client: str = "shop"
    ) -> dict[str, object]:
        """Return the claims of a token that is valid for ten minutes from now."""
        now = int(time.time())
        return {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": subject,
            "client_id": client,
            "scope": " ".join(scopes),
            "iat": now,
            "exp": now + 600,
            "jti": f"{time.monotonic_ns()}",
        }

    def token(self, *scopes: str, subject: str = "alice", client: str = "shop") -> str:
        """Return a valid token for these scopes."""
        return self.sign(self.claims(*scopes, subject=subject, client=client))

    def sign(self, claims: dict[str, object], header: Mapping[str, object] | None = None) -> str:
        """Return the claims signed; header fields are replaced by those given."""
        protected = {"alg": "RS256", "typ": "at+jwt", "kid": self.kid, **(header or {})}
        return jwt.encode(protected, claims, self.key)

    def verifier(self) -> TokenVerifier:
        """Return a verifier that trusts this issuer and needs no network."""
        return TokenVerifier(f"{ISSUER}/jwks", ISSUER, AUDIENCE, fetch=lambda _: self.jwks())

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Publish the key set on a free port; yields its URL, for processes of their own."""
        document = self.jwks()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("content-length", str(len(document)))
                self.end_headers()
                self.wfile.write(document)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
                """Stay silent."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/jwks.json"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
