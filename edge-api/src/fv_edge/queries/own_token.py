"""The edge's own token."""

import asyncio

from fv_chassis.tokens import TokenRefused, TokenSource
from fv_edge.problems import problem


class FetchedToken:
    """A token by client credentials; the event loop is left only when it must be renewed."""

    def __init__(self, source: TokenSource) -> None:
        self._source = source

    async def token(self) -> str:
        """Return it; see `OwnToken`."""
        remembered = self._source.remembered()
        if remembered is not None:
            return remembered
        try:
            return await asyncio.to_thread(self._source.token)
        except TokenRefused as error:
            raise problem("service_unavailable", "the edge has no token of its own") from error
