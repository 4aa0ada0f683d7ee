"""Access tokens inside an event loop: renewed before they end, fetched again when refused."""

import asyncio
import time
from collections.abc import Callable

import aiohttp

from fv_cli.failures import CommandFailed
from fv_cli.platform_file import Client

RENEW_AT = 0.8
_PAUSE_SECONDS = 0.2


class NoToken(CommandFailed):
    """The platform refused to give a token; the text says why."""


class AsyncTokens:
    """One client's token, shared by all tasks of a loop; waits while the platform is away."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        token_url: str,
        client: Client,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._token_url = token_url
        basic = aiohttp.encode_basic_auth(client.client_id, client.secret)
        self._headers = {"Authorization": basic}
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token = ""
        self._renew_at = 0.0

    async def token(self) -> str:
        """Return a token that is valid for a while."""
        async with self._lock:
            while self._clock() >= self._renew_at:
                await self._renew()
            return self._token

    def refuse(self, token: str) -> None:
        """Say that the edge did not take this token; the next caller gets a new one."""
        if token == self._token:
            self._renew_at = 0.0

    async def _renew(self) -> None:
        asked_at = self._clock()
        try:
            async with self._session.post(
                self._token_url,
                data={"grant_type": "client_credentials"},
                headers=self._headers,
                timeout=aiohttp.ClientTimeout(total=10),
            ) as answer:
                text = await answer.text()
                if answer.status == 200:
                    body = await answer.json()
                    self._token = body["access_token"]
                    self._renew_at = asked_at + body["expires_in"] * RENEW_AT
                    return
                if answer.status in {400, 401, 403}:
                    raise NoToken(f"{self._token_url} answered {answer.status}: {text}")
        except (aiohttp.ClientError, TimeoutError):
            pass
        await asyncio.sleep(_PAUSE_SECONDS)
