"""The story that `viscount up --demo` tells: a catalogue, stock, an order on its way."""
