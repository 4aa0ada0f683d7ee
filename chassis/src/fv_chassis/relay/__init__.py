"""The sending half of the outbox: one active relay per service, at least once, in order per key."""

from fv_chassis.relay.relay import Relay

__all__ = ["Relay"]
