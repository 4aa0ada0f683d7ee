"""viscount audit: facts are gathered, the verdict is computed from them alone."""
