"""From the contracts' messages to the JSON that clients see."""
