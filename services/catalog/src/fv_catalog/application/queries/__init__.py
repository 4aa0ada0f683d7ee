"""One file for each question that the service answers."""
