"""Entity tags and the conditions on them (RFC 9110, 13.1)."""

import re

from fv_edge.problems import problem

_VERSION = re.compile(r'"([0-9]{1,18})"')
_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')


_TAGS = re.compile(rf"{_TAG.pattern}(\s*,\s*{_TAG.pattern})*")


def matches(condition: str, etag: str) -> bool:
    """Return whether an If-None-Match names the tag, by weak comparison."""
    if condition.strip() == "*":
        return True
    return any(found.removeprefix("W/") == etag for found in _TAG.findall(condition))


def expected_version(if_match: str | None) -> int:
    """Return the version that an If-Match asks for, 0 for any.

    `Problem` 412 for a tag that no version has, such as a weak one, because If-Match compares
    strongly; 400 for what is no entity tag at all.
    """
    if if_match is None or if_match.strip() == "*":
        return 0
    if _TAGS.fullmatch(if_match.strip()) is None:
        raise problem("malformed_header", "If-Match must be an entity tag")
    found = _VERSION.fullmatch(if_match.strip())
    if found is None or int(found[1]) == 0:
        raise problem("version_unknown", "If-Match must be one entity tag of this resource")
    return int(found[1])
