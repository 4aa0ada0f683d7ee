"""Child processes that do not outlive the one that started them."""

import shutil
from collections.abc import Sequence


def bound_to_parent(command: Sequence[str]) -> list[str]:
    """Return the command such that the kernel kills it when the thread that started it ends.

    Otherwise servers would stay behind when a test run is killed. It takes util-linux's `setpriv`;
    without it the command is returned as it is. A `preexec_fn` would do the same by running Python
    between fork and exec, which hangs now and then in a process that has threads.
    """
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", *command] if setpriv else list(command)
