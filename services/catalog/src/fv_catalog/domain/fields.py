"""What may stand in a field, checked once where it enters."""

import re
from collections.abc import Mapping
from typing import Final

from .errors import InvalidField

MAX_ATTRIBUTES: Final = 50

_SKU: Final = re.compile(r"[A-Z0-9](?:[A-Z0-9 ._-]{0,62}[A-Z0-9])?")
_MAX_NAME: Final = 200
_MAX_DESCRIPTION: Final = 10_000
_MAX_ATTRIBUTE_NAME: Final = 64
_MAX_ATTRIBUTE_VALUE: Final = 500


def checked_sku(text: str) -> str:
    """Return the sku in upper case, without outer spaces; raises InvalidField."""
    sku = text.strip()
    if not sku.isascii() or not _SKU.fullmatch(sku.upper()):
        raise InvalidField(
            "A sku is 1 to 64 letters, digits, spaces, dots, underscores or hyphens.", "sku"
        )
    return sku.upper()


def checked_name(text: str) -> str:
    """Return a product's name of 1 to 200 characters; raises InvalidField."""
    return _checked_text(text.strip(), "name", 1, _MAX_NAME)


def checked_description(text: str) -> str:
    """Return a description of at most 10,000 characters; raises InvalidField."""
    return _checked_text(text, "description", 0, _MAX_DESCRIPTION)


def checked_attributes(attributes: Mapping[str, str]) -> dict[str, str]:
    """Return at most 50 properties, their names sorted; raises InvalidField."""
    if len(attributes) > MAX_ATTRIBUTES:
        raise InvalidField(f"A product has at most {MAX_ATTRIBUTES} attributes.", "attributes")
    return {
        _checked_text(name, "attributes", 1, _MAX_ATTRIBUTE_NAME): _checked_text(
            attributes[name], f"attributes.{name}", 0, _MAX_ATTRIBUTE_VALUE
        )
        for name in sorted(attributes)
    }


def _checked_text(text: str, field: str, minimum: int, maximum: int) -> str:
    # PostgreSQL's text cannot hold NUL, so it is refused here and not as a driver's error there.
    if not minimum <= len(text) <= maximum or "\0" in text:
        raise InvalidField(f"{field} is {minimum} to {maximum:,} characters.", field)
    return text
