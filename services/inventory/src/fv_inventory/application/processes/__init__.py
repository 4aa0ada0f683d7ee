"""How use cases follow one another."""
