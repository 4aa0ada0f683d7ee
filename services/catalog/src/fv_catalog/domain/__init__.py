"""Products and the rules that they obey: pure, no framework."""
