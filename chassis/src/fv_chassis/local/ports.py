"""Ports of this machine."""

import socket
import time


def free_port() -> int:
    """Return a port on 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, seconds: float = 30) -> None:
    """Return once somebody listens on 127.0.0.1; raises TimeoutError when nobody does in time."""
    end = time.monotonic() + seconds
    while True:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if time.monotonic() > end:
            raise TimeoutError(f"nobody listens on port {port} after {seconds} s")
        time.sleep(0.02)
