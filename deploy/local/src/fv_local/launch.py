"""Starts a service: brings its database up to date, then becomes the service.

    python -m fv_local.launch fv_orders

A migration that fails, as it does while the database is still starting, is repeated. One that was
done for the same files is not done again: a start would pay a second for nothing.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

STAMP = "migrated"
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0


def main() -> None:
    """Run the module that the first argument names; the current directory keeps the stamp."""
    module = sys.argv[1]
    stamp = Path(STAMP)
    wanted = migrations_digest(module)
    if not stamp.exists() or stamp.read_text() != wanted:
        _migrate(module)
        stamp.write_text(wanted)
    os.execv(sys.executable, [sys.executable, "-m", module, "run"])  # noqa: S606  # no shell


def migrations_digest(module: str) -> str:
    """Return a digest of the module's migrations, without importing it."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(module)
    digest = hashlib.sha256()
    for path in sorted(Path(spec.origin).parent.glob("**/migrations/**/*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _migrate(module: str) -> None:
    pause = _FIRST_PAUSE
    command = [sys.executable, "-m", module, "migrate"]
    while subprocess.run(command, check=False).returncode:
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


if __name__ == "__main__":
    main()
