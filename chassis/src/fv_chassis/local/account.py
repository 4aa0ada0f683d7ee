"""The account that runs PostgreSQL, which refuses root."""

import os
import pwd
from functools import cache

_CANDIDATES = ("postgres", "nobody")


@cache
def unprivileged_account() -> pwd.struct_passwd | None:
    """Return the account to switch to; None when the caller is not root and needs no other."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in _CANDIDATES:
        if name in known:
            return known[name]
    raise LookupError(f"PostgreSQL refuses to run as root, and none of {_CANDIDATES} exists")


def identity() -> dict[str, object]:
    """Return the arguments of `subprocess` that switch to the account."""
    account = unprivileged_account()
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
