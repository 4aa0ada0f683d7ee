"""viscount replay."""
