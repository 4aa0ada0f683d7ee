"""What comes in: commands and queries."""
