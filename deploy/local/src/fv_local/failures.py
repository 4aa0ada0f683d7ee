"""What may go wrong with a local platform."""


class LocalPlatformFailed(Exception):
    """The platform could not do what it was asked; the text says why, for a person."""
