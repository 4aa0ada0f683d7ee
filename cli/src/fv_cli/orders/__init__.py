"""viscount order."""
