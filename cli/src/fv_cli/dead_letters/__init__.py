"""viscount dlq."""
