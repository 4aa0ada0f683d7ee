"""What the use cases and queries need from outside."""
