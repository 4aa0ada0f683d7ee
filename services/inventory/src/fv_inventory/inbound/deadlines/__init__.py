"""Deadlines that came due."""
