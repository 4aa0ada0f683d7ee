"""What the service does: use cases, queries, and the ports that they need."""
