"""Events from other services."""
