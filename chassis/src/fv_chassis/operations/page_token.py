"""Where the next page of dead letters begins."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from uuid import UUID

from fv_chassis.grpc.errors import QueryError

Place = tuple[datetime, UUID]


def write_page_token(place: Place) -> str:
    """Return the token of the page that begins after the place."""
    created_at, letter_id = place
    return urlsafe_b64encode(f"{created_at.isoformat()} {letter_id}".encode()).decode()


def read_page_token(token: str) -> Place:
    """Return the place; `QueryError` (invalid) when the token is none of ours."""
    try:
        created_at, _, letter_id = urlsafe_b64decode(token.encode()).decode().partition(" ")
        moment = datetime.fromisoformat(created_at)
        if moment.tzinfo is None:
            raise ValueError("no time zone")
        return moment, UUID(letter_id)
    except (binascii.Error, ValueError) as error:
        raise QueryError("invalid", "page_token", "the page token is not one of ours") from error
