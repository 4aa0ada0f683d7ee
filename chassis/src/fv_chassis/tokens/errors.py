"""What can be wrong with a token."""


class InvalidToken(Exception):
    """The token proves nothing; `reason` is a stable slug such as "expired" or "wrong_audience"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class JwksUnavailable(Exception):
    """No signing key is known, so no token can be judged: answer "unavailable", never
    "unauthorised"."""


class TokenRefused(Exception):
    """The token endpoint gave no token; the same request may succeed later when it was away."""
