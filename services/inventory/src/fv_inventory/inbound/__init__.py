"""What comes in: commands, events, deadlines and queries."""
