"""The account that runs PostgreSQL when root starts the platform."""

import os
import pwd
import stat
from pathlib import Path

_CANDIDATES = ("postgres", "nobody")


def unprivileged_account() -> pwd.struct_passwd | None:
    """Return the account to switch to; None when the caller is not root and needs no other."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in _CANDIDATES:
        if name in known:
            return known[name]
    raise LookupError(f"PostgreSQL refuses to run as root, and none of {_CANDIDATES} exists")


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
