"""Topics read by assignment: every edge sees every record."""
