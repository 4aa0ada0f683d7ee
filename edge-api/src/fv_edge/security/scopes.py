"""What a route asks of its caller."""

PUBLIC = "public"
"""Nobody in particular: no token is asked for."""

AUTHENTICATED = "authenticated"
"""Any caller with a valid token; what it may see is decided by whose it is."""
