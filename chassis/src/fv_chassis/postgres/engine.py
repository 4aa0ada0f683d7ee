"""The engine: psycopg, READ COMMITTED, a small pool."""

import sqlalchemy
from sqlalchemy import Engine

CONNECT_TIMEOUT_SECONDS = 5
LOCK_TIMEOUT_MILLISECONDS = 5_000


def create_engine(url: str, *, application: str = "", pool_size: int = 4) -> Engine:
    """Return an engine on `url`; connections are made when they are needed.

    A lock that is not had within five seconds raises (55P03, which consumers retry), and a
    connection that the server closed is replaced before it is used.
    """
    return sqlalchemy.create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=False,
        pool_use_lifo=True,
        connect_args={
            "application_name": application or "fv",
            "connect_timeout": CONNECT_TIMEOUT_SECONDS,
            "options": f"-c lock_timeout={LOCK_TIMEOUT_MILLISECONDS}",
        },
    )
