"""What the tests of every service share: a pytest plugin and helpers (extra `testing`)."""

from fv_chassis.testing.laws import permutations, with_drops, with_duplicates

__all__ = ["permutations", "with_drops", "with_duplicates"]
