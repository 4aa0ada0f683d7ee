"""Child processes that do not outlive the one that started them."""

import ctypes
import signal

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def die_with_parent() -> None:
    """Ask the kernel to kill this process when the thread that started it ends; for `preexec_fn`.

    Otherwise servers would stay behind when a test run is killed.
    """
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
