"""From readers' threads to the event loop."""

from asyncio import AbstractEventLoop
from collections.abc import Callable


class Handoff:
    """Calls functions in the event loop, one call a batch; before the loop runs, nobody waits for
    anything."""

    def __init__(self) -> None:
        self._loop: AbstractEventLoop | None = None

    def open(self, loop: AbstractEventLoop) -> None:
        """Name the loop."""
        self._loop = loop

    def close(self) -> None:
        """Drop what comes from now on: the loop ends."""
        self._loop = None

    def post(self, call: Callable[[], None]) -> None:
        """Run the call in the loop, soon."""
        loop = self._loop
        if loop is None:
            return
        try:
            loop.call_soon_threadsafe(call)
        except RuntimeError:
            # The loop was closed between the two lines: the process is leaving.
            self._loop = None
