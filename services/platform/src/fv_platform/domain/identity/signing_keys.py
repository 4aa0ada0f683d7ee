"""Which key signs, which keys are published, and when a new one is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

# Verifiers fetch the key set anew every five minutes: a key signs only after all of them could
# have met it.
PUBLISHED_AHEAD = timedelta(minutes=15)
# A withdrawn key must outlive the last token that it signed (ten minutes), with room for a slow
# clock.
PUBLISHED_BEHIND = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key pair; the private half is a PEM, the public half the members of a JWK."""

    key_id: str
    private_pem: str
    public_jwk: Mapping[str, str]
    created_at: datetime


def signing_key(keys: Sequence[SigningKey], now: datetime) -> SigningKey | None:
    """Return the newest key that was published long enough ago, else the oldest; None when there
    is none."""
    by_age = sorted(keys, key=lambda key: (key.created_at, key.key_id))
    seasoned = [key for key in by_age if now - key.created_at >= PUBLISHED_AHEAD]
    return next(iter(seasoned[-1:] or by_age[:1]), None)


def published_keys(keys: Sequence[SigningKey], now: datetime) -> list[SigningKey]:
    """Return the keys that verifiers should know: the one that signs, those to come, and those
    just withdrawn."""
    by_age = sorted(keys, key=lambda key: (key.created_at, key.key_id))
    retired = PUBLISHED_AHEAD + PUBLISHED_BEHIND
    not_retired = [
        key for key, successor in pairwise(by_age) if now - successor.created_at < retired
    ]
    return not_retired + by_age[-1:]


def is_new_key_due(keys: Sequence[SigningKey], now: datetime, life: timedelta) -> bool:
    """Return whether there is no key that is younger than `life`."""
    return all(now - key.created_at >= life for key in keys)
