"""Pages of a list: at most so many items, and whether more follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

Item = TypeVar("Item")

DEFAULT_SIZE: Final = 50
MAX_SIZE: Final = 500


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page; `has_more` says that an item follows its last."""

    items: Sequence[Item]
    has_more: bool


def page_size(asked: int) -> int:
    """Return the size to use: 50 for 0 or less, at most 500."""
    return min(asked, MAX_SIZE) if asked > 0 else DEFAULT_SIZE


def page_of(items: Sequence[Item], size: int) -> Page[Item]:
    """Return a page of `size` from a list that was read one further, if it goes on."""
    return Page(items[:size], len(items) > size)
