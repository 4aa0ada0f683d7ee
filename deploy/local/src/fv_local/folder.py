"""The state folder: where a local platform keeps its data, logs, secrets and addresses."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fv_chassis.local.account import unprivileged_account
from fv_local.account import can_reach
from fv_local.failures import LocalPlatformFailed

_SOCKET_PATH_LIMIT = 100
"""A unix socket's path may have about 107 bytes; longer ones get a short folder of their own."""


class FolderUnusable(LocalPlatformFailed):
    """The state folder cannot hold the databases; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class StateFolder:
    """The folder with its parts; `path` is resolved."""

    path: Path

    @classmethod
    def open(cls, requested: Path) -> "StateFolder":
        """Create the folder unless it is there.

        PostgreSQL refuses to run as root. When root asks and the unprivileged account cannot
        traverse to `requested`, the folder is made elsewhere and `requested` becomes a link to it:
        permissions of folders that are not the platform's own are never changed.
        """
        account = unprivileged_account()
        if account is None or can_reach(account, requested):
            requested.mkdir(parents=True, exist_ok=True, mode=0o755 if account else 0o700)
        elif requested.is_dir() and any(requested.iterdir()):
            raise FolderUnusable(
                f"{requested} cannot be reached by the account {account.pw_name}, which runs "
                "PostgreSQL: choose another state folder, or remove it and let a new one be made"
            )
        else:
            _link_elsewhere(requested)
        folder = cls(requested.resolve())
        for part in (folder.logs, folder.run, folder.data):
            part.mkdir(exist_ok=True, mode=0o755)
        return folder

    def forget(self, requested: Path) -> None:
        """Delete the folder with all that it holds, and the link to it when there is one."""
        if requested.is_symlink():
            requested.unlink()
        shutil.rmtree(self.path)

    @property
    def logs(self) -> Path:
        """One log file per program."""
        return self.path / "logs"

    @property
    def run(self) -> Path:
        """What the supervisor needs; it holds secrets in files of mode 600."""
        return self.path / "run"

    @property
    def data(self) -> Path:
        """One folder per program."""
        return self.path / "data"

    @property
    def socket(self) -> Path:
        """The supervisor's socket, in a short folder of the temporary directory when need be."""
        socket = self.run / "supervisor.sock"
        if len(str(socket)) <= _SOCKET_PATH_LIMIT:
            return socket
        inode = self.path.stat().st_ino
        short = Path(tempfile.gettempdir(), f"viscount-{os.getuid()}-{inode}")
        short.mkdir(mode=0o700, exist_ok=True)
        return short / "supervisor.sock"

    def log_of(self, program: str) -> Path:
        """Return the program's log file."""
        return self.logs / f"{program}.log"

    def data_of(self, program: str) -> Path:
        """Return the program's own folder, made unless it is there."""
        folder = self.data / program
        folder.mkdir(exist_ok=True, mode=0o755)
        return folder


def _link_elsewhere(requested: Path) -> None:
    elsewhere = Path(tempfile.mkdtemp(prefix="first-viscount-", dir=_base_elsewhere()))
    elsewhere.chmod(0o755)
    requested.parent.mkdir(parents=True, exist_ok=True)
    if requested.is_symlink():
        requested.unlink()
    elif requested.is_dir():
        requested.rmdir()
    requested.symlink_to(elsewhere)


def _base_elsewhere() -> Path:
    """Return a folder that every account can traverse and that outlives a restart."""
    return Path("/var/tmp")  # noqa: S108  # mkdtemp makes a new folder of a random name in it
