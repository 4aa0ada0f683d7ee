"""Commands from the edge."""
