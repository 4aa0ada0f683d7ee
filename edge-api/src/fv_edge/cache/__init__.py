"""Answers to public reads, ready as bytes, dropped as soon as an event says that they are old."""

from fv_edge.cache.store import Fill, ReadCache

__all__ = ["Fill", "ReadCache"]
