"""Messages that were passed over, and what becomes of them."""

from fv_chassis.dead_letters.letters import pass_over

__all__ = ["pass_over"]
