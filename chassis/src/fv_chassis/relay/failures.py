"""What makes a relay begin anew; nothing behind such a failure is marked as sent."""


class SendFailed(Exception):
    """A message was refused, or was not acknowledged in time."""


class LogReplaced(Exception):
    """An acknowledgement that cannot be true of the log that was written before."""
