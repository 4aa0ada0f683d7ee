"""From a REST write to a command, and from its reply to an answer."""
