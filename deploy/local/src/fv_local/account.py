"""Whether the account that runs PostgreSQL can get at a folder."""

import pwd
import stat
from pathlib import Path


def can_reach(account: pwd.struct_passwd, path: Path) -> bool:
    """Return whether the account may traverse `path` and every folder on the way to it."""
    absolute = path.resolve()
    return all(
        _may_traverse(account, folder)
        for folder in (absolute, *absolute.parents)
        if folder.is_dir()
    )


def _may_traverse(account: pwd.struct_passwd, folder: Path) -> bool:
    status = folder.stat()
    if status.st_uid == account.pw_uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.pw_gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)
