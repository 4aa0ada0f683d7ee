"""viscount bench."""
