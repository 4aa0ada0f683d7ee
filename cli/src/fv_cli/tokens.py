"""Access tokens for the command line, by the client credentials grant."""

import json
import time
from collections.abc import Callable

import urllib3

from fv_cli.failures import CommandFailed
from fv_cli.platform_file import Client, PlatformFile, client_of

RENEW_AT = 0.8
"""The share of a token's life after which another is fetched."""


class TokenRefused(CommandFailed):
    """The platform gave no token; the text says why."""


class TokenSource:
    """Fetches a client's token and keeps it for most of its life; for one thread only."""

    def __init__(
        self,
        token_url: str,
        client: Client,
        *,
        pool: urllib3.PoolManager | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._token_url = token_url
        self._client = client
        self._pool = pool or urllib3.PoolManager()
        self._clock = clock
        self._token = ""
        self._renew_at = 0.0

    def __call__(self) -> str:
        """Return a token that is valid for a while; `TokenRefused` when there is none to be had."""
        if self._clock() >= self._renew_at:
            asked_at = self._clock()
            self._token, lifetime = self._fetch()
            self._renew_at = asked_at + lifetime * RENEW_AT
        return self._token

    def _fetch(self) -> tuple[str, float]:
        credentials = f"{self._client.client_id}:{self._client.secret}"
        try:
            answer = self._pool.request(
                "POST",
                self._token_url,
                headers=urllib3.make_headers(basic_auth=credentials),
                fields={"grant_type": "client_credentials"},
                encode_multipart=False,
                timeout=10.0,
            )
        except urllib3.exceptions.HTTPError as error:
            raise TokenRefused(f"{self._token_url} does not answer: {error}") from error
        if answer.status != 200:
            raise TokenRefused(
                f"{self._token_url} answered {answer.status}: {answer.data.decode()}"
            )
        body = json.loads(answer.data)
        return body["access_token"], float(body["expires_in"])


def token_source(platform: PlatformFile, client: str = "operator") -> TokenSource:
    """Return the source of tokens of one of the platform's clients."""
    return TokenSource(f"{platform.urls['platform']}/oauth2/token", client_of(platform, client))
