"""Chooses ports that nobody listens on and keeps them from one start to the next."""

import random
import socket
from collections.abc import Callable, Iterable, Mapping

FIRST_PORT, LAST_PORT = 20_000, 32_000
"""Below the range from which Linux takes the ports of outgoing connections."""

Needs = Mapping[str, Iterable[str]]
"""The uses for which each program needs a port, such as {"orders": ("grpc", "ops")}."""

Ports = dict[str, dict[str, int]]


def is_free(port: int) -> bool:
    """Return whether a server could listen on the port of the loopback interface."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def allocate(
    needs: Needs,
    kept: Mapping[str, Mapping[str, int]],
    *,
    fixed: Mapping[tuple[str, str], int] | None = None,
    usable: Callable[[int], bool] = is_free,
) -> Ports:
    """Return a port for every need: the fixed one, else the one that was kept, else a free one.

    A kept port that is not usable any more is replaced; a fixed one is taken as it is.
    """
    fixed = fixed or {}
    taken = set(fixed.values())
    ports: Ports = {}
    for program, uses in needs.items():
        for use in uses:
            port = fixed.get((program, use)) or kept.get(program, {}).get(use)
            if port is None or ((program, use) not in fixed and not _fits(port, taken, usable)):
                port = _draw(taken, usable)
            taken.add(port)
            ports.setdefault(program, {})[use] = port
    return ports


def _fits(port: int, taken: set[int], usable: Callable[[int], bool]) -> bool:
    return port not in taken and usable(port)


def _draw(taken: set[int], usable: Callable[[int], bool]) -> int:
    start = random.randrange(FIRST_PORT, LAST_PORT)  # noqa: S311  # spreads platforms, no secret
    span = LAST_PORT - FIRST_PORT
    for step in range(span):
        port = FIRST_PORT + (start - FIRST_PORT + step) % span
        if _fits(port, taken, usable):
            return port
    raise OSError("no free port is left for the platform")
