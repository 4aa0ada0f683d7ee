"""The ports on the broker."""
