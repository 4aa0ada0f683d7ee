"""Which of the database's errors pass by themselves."""

from sqlalchemy import exc

# Deadlock, serialisation, lock timeout, cancelled statement, too many connections, and sessions
# that the server ended for being idle.
_PASSING = frozenset({"40P01", "40001", "55P03", "57014", "53300", "25P03", "25P04"})
# Connection failures, and a server that shuts down or starts up.
_PASSING_CLASSES = ("08", "57P")


def is_retryable(error: BaseException) -> bool:
    """Return whether the same transaction may succeed when it is tried again later."""
    if isinstance(error, exc.TimeoutError):
        return True
    if not isinstance(error, exc.DBAPIError):
        return False
    if error.connection_invalidated or isinstance(error, exc.InterfaceError):
        return True
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return isinstance(error, exc.OperationalError)
    return state in _PASSING or state.startswith(_PASSING_CLASSES)
