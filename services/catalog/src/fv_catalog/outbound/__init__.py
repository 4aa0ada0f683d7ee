"""What the ports look like on this platform."""
