"""SQL statements by server, from pg_stat_statements: what was run, not what it was about."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import psycopg

_FRAME = re.compile(
    r"^\s*(BEGIN|COMMIT|ROLLBACK|START TRANSACTION|SAVEPOINT|RELEASE|END)\b", re.IGNORECASE
)
"""What frames a transaction is no statement about anything."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement's normal form, how often it ran, and how many milliseconds it took in all."""

    query: str
    calls: int
    milliseconds: float


def reset_statements(databases: Mapping[str, str]) -> None:
    """Forget what the servers have counted so far."""
    for url in databases.values():
        with psycopg.connect(_plain(url), autocommit=True) as connection:
            connection.execute("SELECT pg_stat_statements_reset()")


def read_statements(databases: Mapping[str, str]) -> dict[str, list[Statement]]:
    """Return every server's statements since the reset, the most frequent first."""
    return {server: _read(url) for server, url in databases.items()}


def count(statements: Iterable[Statement]) -> int:
    """Return how many statements ran."""
    return sum(statement.calls for statement in statements)


def counted(query: str) -> bool:
    """Return whether a statement is about something: no transaction's frame, and not the count."""
    return not _FRAME.match(query) and "pg_stat_statements" not in query


def _read(url: str) -> list[Statement]:
    with psycopg.connect(_plain(url), autocommit=True) as connection:
        rows = connection.execute(
            "SELECT query, sum(calls)::bigint, sum(total_exec_time) FROM pg_stat_statements "
            "GROUP BY query ORDER BY 2 DESC"
        ).fetchall()
    return [Statement(query, calls, spent) for query, calls, spent in rows if counted(query)]


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")
