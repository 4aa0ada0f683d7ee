"""The REST edge of First Viscount: it authenticates, checks shapes, translates and caches; it
decides nothing."""
