"""Page tokens: where the last page ended, opaque to the caller."""

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Final

from fv_chassis.grpc import QueryError

_SEPARATOR: Final = "\x1f"


def page_token(parts: Sequence[str]) -> str:
    """Return the token of the page that follows the item with this key."""
    return urlsafe_b64encode(_SEPARATOR.join(parts).encode()).decode()


def read_page_token(token: str, parts: int) -> list[str] | None:
    """Return the key in the token, None for the first page; raises QueryError."""
    if not token:
        return None
    try:
        key = b64decode(token, altchars=b"-_", validate=True).decode().split(_SEPARATOR)
    except ValueError as error:
        raise bad_page_token() from error
    if len(key) != parts or any("\0" in part for part in key):
        raise bad_page_token()
    return key


def bad_page_token() -> QueryError:
    """Return the answer to a token that was not given out here."""
    return QueryError("invalid", "invalid_page_token", "The page token was not given out here.")
