"""Work that is due at a time: rows in a table, handled like any other input."""

from fv_chassis.deadlines.deadline import Deadline
from fv_chassis.deadlines.poller import DeadlineHandler, DeadlinePoller
from fv_chassis.deadlines.writer import DeadlineWriter

__all__ = ["Deadline", "DeadlineHandler", "DeadlinePoller", "DeadlineWriter"]
