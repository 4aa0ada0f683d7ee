"""Stock, and what orders may do with it: pure rules, no framework."""
