"""Many writes at once over REST: retried under one key each, and written down in a journal."""
