"""Problem details (RFC 9457): one form for everything that goes wrong."""

from fv_edge.problems.problem import FieldError, Problem
from fv_edge.problems.table import of_kind, problem

__all__ = ["FieldError", "Problem", "of_kind", "problem"]
