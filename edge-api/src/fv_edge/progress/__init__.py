"""An order's progress, as a stream of its events."""
