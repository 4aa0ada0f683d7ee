"""Who calls, and what it may call."""
