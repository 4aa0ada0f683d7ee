"""The ports in memory: real adapters, held to the same laws as the database."""
