"""How card tokens make the provider behave; what they decide about money is in `payments`."""

from collections import Counter

SLOW_SECONDS = 2.0
FLAPS = 2


class Behaviours:
    """Remembers, per payment, how often a flapping card has failed; a restart forgets it."""

    def __init__(self) -> None:
        self._failed: Counter[str] = Counter()

    def is_down(self, card_token: str, payment_key: str) -> bool:
        """Whether this call fails with 503 before anything is done."""
        if card_token != "tok_flapping" or self._failed[payment_key] >= FLAPS:  # noqa: S105 - a card's token
            return False
        self._failed[payment_key] += 1
        return True

    @staticmethod
    def delay(card_token: str, *, repeated: bool, hang: float) -> float:
        """The seconds between doing and answering; `hang` is what stands for never."""
        if card_token == "tok_slow":  # noqa: S105 - a card's token
            return SLOW_SECONDS
        never = card_token == "tok_timeout_forever"  # noqa: S105 - a card's token
        once = card_token == "tok_timeout_once" and not repeated  # noqa: S105 - a card's token
        return hang if never or once else 0.0
