"""A place where stock is kept."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """A place where stock is kept: its code (lower case) and the name that people use."""

    location: str
    name: str
