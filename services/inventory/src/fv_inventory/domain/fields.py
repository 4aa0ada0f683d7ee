"""What may stand in a field, checked once where it enters."""

import re
from typing import Final

from .errors import InvalidField

MAX_UNITS: Final = 1_000_000_000
"""The most units that one receipt or adjustment may move."""

_SKU: Final = re.compile(r"[A-Z0-9](?:[A-Z0-9 ._-]{0,62}[A-Z0-9])?")
_LOCATION: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
_MAX_TEXT: Final = 200


def checked_sku(text: str) -> str:
    """Return the sku in upper case, without outer spaces; raises InvalidField."""
    sku = text.strip()
    if not sku.isascii() or not _SKU.fullmatch(sku.upper()):
        raise InvalidField(
            "A sku is 1 to 64 letters, digits, spaces, dots, underscores or hyphens.", "sku"
        )
    return sku.upper()


def checked_location(text: str) -> str:
    """Return the location's code in lower case; raises InvalidField."""
    code = text.strip()
    if not code.isascii() or not _LOCATION.fullmatch(code.lower()):
        raise InvalidField("A location is 1 to 32 letters, digits or hyphens.", "location")
    return code.lower()


def checked_name(text: str) -> str:
    """Return a location's name of 1 to 200 characters; raises InvalidField."""
    return _checked_text(text, "name", minimum=1)


def checked_reason(text: str, *, required: bool) -> str:
    """Return a reason of at most 200 characters, not empty if required; raises InvalidField."""
    return _checked_text(text, "reason", minimum=1 if required else 0)


def checked_quantity(units: int) -> int:
    """Return the units of a receipt, 1 to MAX_UNITS; raises InvalidField."""
    if not 1 <= units <= MAX_UNITS:
        raise InvalidField(f"A quantity is 1 to {MAX_UNITS:,} units.", "quantity")
    return units


def checked_delta(units: int) -> int:
    """Return the units of an adjustment, not zero; raises InvalidField."""
    if units == 0 or abs(units) > MAX_UNITS:
        raise InvalidField(f"A delta is -{MAX_UNITS:,} to {MAX_UNITS:,} units, not 0.", "delta")
    return units


def _checked_text(text: str, field: str, *, minimum: int) -> str:
    stripped = text.strip()
    # PostgreSQL's text cannot hold NUL, so it is refused here and not as a driver's error there.
    if not minimum <= len(stripped) <= _MAX_TEXT or "\0" in stripped:
        raise InvalidField(f"A {field} is {minimum} to {_MAX_TEXT} characters.", field)
    return stripped
