"""Why no token is issued; the slugs are RFC 6749's error codes."""

from typing import ClassVar


class IdentityError(Exception):
    """A rule of identity that was broken."""

    slug: ClassVar[str]
    kind: ClassVar[str]

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class InvalidClient(IdentityError):
    """Nobody by that name with that secret; which of the two is wrong is not told."""

    slug = "invalid_client"
    kind = "forbidden"


class InvalidScope(IdentityError):
    """The client asks for what it was not granted."""

    slug = "invalid_scope"
    kind = "invalid"


class SigningKeyMissing(IdentityError):
    """There is nothing to sign with yet; the first key is made within moments of a start."""

    slug = "temporarily_unavailable"
    kind = "unavailable"
