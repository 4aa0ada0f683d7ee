"""Ways to ill-treat a consumer's input: at-least-once delivery promises no order and no once."""

import random
from collections.abc import Iterator, Sequence
from itertools import islice
from itertools import permutations as every_permutation
from math import factorial
from typing import TypeVar

T = TypeVar("T")


def permutations(messages: Sequence[T], limit: int = 120, seed: int = 1) -> Iterator[list[T]]:
    """Yield every order of the messages, or `limit` orders drawn with the seed if there are more.

    The first order is always the given one.
    """
    if factorial(len(messages)) <= limit:
        yield from map(list, islice(every_permutation(messages), limit))
        return
    yield list(messages)
    drawn = random.Random(seed)  # noqa: S311 - repeatable on purpose
    for _ in range(limit - 1):
        yield drawn.sample(messages, len(messages))


def with_duplicates(messages: Sequence[T], seed: int = 1) -> list[T]:
    """Return the messages with each delivered twice: at once after the first, or anywhere later."""
    drawn = random.Random(seed)  # noqa: S311 - repeatable on purpose
    doubled = list(messages)
    for message in messages:
        doubled.insert(drawn.randint(doubled.index(message) + 1, len(doubled)), message)
    return doubled


def with_drops(messages: Sequence[T]) -> Iterator[tuple[T, list[T]]]:
    """Yield each message with the input that lacks it."""
    for position, message in enumerate(messages):
        yield message, [*messages[:position], *messages[position + 1 :]]
