"""How many requests a client and an address may send."""
