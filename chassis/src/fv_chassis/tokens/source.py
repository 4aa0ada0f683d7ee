"""The service's own token, for calls that it makes in its own name."""

import json
import time
from collections.abc import Callable
from threading import Lock
from typing import Any

import urllib3

from fv_chassis.tokens.errors import TokenRefused

_RENEW_AT = 0.8
_http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=1, read=5), retries=False)


class TokenSource:
    """Fetches a token by client credentials and renews it at 80 % of its life; safe for threads."""

    def __init__(
        self,
        token_url: str,
        client_id: str,
        secret: str,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = token_url
        self._headers = urllib3.make_headers(basic_auth=f"{client_id}:{secret}")
        self._now = monotonic
        self._token = ""
        self._renew_at = 0.0
        self._expires_at = 0.0
        self._lock = Lock()

    def remembered(self) -> str | None:
        """Return the token in hand while it needs no renewal; never waits for anything."""
        return self._token if self._token and self._now() < self._renew_at else None

    def token(self) -> str:
        """Return a valid token.

        `TokenRefused` when none is in hand and the endpoint gives none; while the old one lives, a
        failed renewal goes unnoticed.
        """
        with self._lock:
            if self._now() >= self._renew_at:
                try:
                    self._renew()
                except TokenRefused:
                    if self._now() >= self._expires_at:
                        raise
            return self._token

    def _renew(self) -> None:
        try:
            answer = _http.request(
                "POST",
                self._url,
                headers=self._headers,
                fields={"grant_type": "client_credentials"},
                encode_multipart=False,
            )
            body: Any = json.loads(answer.data)
        except (urllib3.exceptions.HTTPError, ValueError) as error:
            raise TokenRefused(str(error)) from error
        if answer.status != 200 or not isinstance(body.get("access_token"), str):
            raise TokenRefused(f"{answer.status}: {body.get('error', 'no token')}")
        life = float(body.get("expires_in", 60))
        self._token = body["access_token"]
        self._renew_at = self._now() + life * _RENEW_AT
        self._expires_at = self._now() + life
