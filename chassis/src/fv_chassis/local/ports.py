"""Ports of this machine."""

import random
import socket
import time

# Below the range from which Linux takes the ports of outgoing connections: one of that range might
# be taken between the answer and its use.
_FIRST, _LAST = 20_000, 32_000


def free_port() -> int:
    """Return a port on 127.0.0.1 that nobody listens on now."""
    while True:
        port = random.randrange(_FIRST, _LAST)  # noqa: S311 - spreads its users, keeps no secret
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def listens(port: int) -> bool:
    """Return whether somebody listens on the port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for_port(port: int, seconds: float = 30) -> None:
    """Return once somebody listens on 127.0.0.1; raises TimeoutError when nobody does in time."""
    end = time.monotonic() + seconds
    while not listens(port):
        if time.monotonic() > end:
            raise TimeoutError(f"nobody listens on port {port} after {seconds} s")
        time.sleep(0.02)
