"""What a command may fail with."""


class CommandFailed(Exception):
    """The command could not do what it was asked; the text says why, for a person."""
