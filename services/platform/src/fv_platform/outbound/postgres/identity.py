"""Clients and signing keys in PostgreSQL."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Engine, Row, text

from fv_platform.domain.identity.client import Client
from fv_platform.domain.identity.signing_keys import SigningKey

_GET = text("SELECT client_id, secret_hash, subject, scopes FROM clients WHERE client_id = :id")
_ALL = text("SELECT client_id, secret_hash, subject, scopes FROM clients ORDER BY client_id")
_PUT = text("""
    INSERT INTO clients (client_id, secret_hash, subject, scopes)
    VALUES (:client_id, :secret_hash, :subject, :scopes)
    ON CONFLICT (client_id) DO UPDATE SET secret_hash = excluded.secret_hash,
        subject = excluded.subject, scopes = excluded.scopes, updated_at = now()
""")
_KEYS = text("""
    SELECT key_id, private_pem, public_jwk, created_at FROM signing_keys
    ORDER BY created_at, key_id
""")
_ADD_KEY = text("""
    INSERT INTO signing_keys (key_id, private_pem, public_jwk, created_at)
    VALUES (:key_id, :private_pem, :public_jwk, :created_at)
""")
# Readers go on while a key is made; whoever else wants to make one waits. Generating a key takes a
# moment, so the usual five seconds for a lock are not enough on a busy machine.
_PATIENCE = text("SET LOCAL lock_timeout = '60s'")
_LOCK_KEYS = text("LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE")


class PostgresClientRepository:
    """The clients; every call is a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, client_id: str) -> Client | None:
        """Return the client, None when there is none by that name."""
        if "\0" in client_id:
            return None
        with self._engine.connect() as connection:
            row = connection.execute(_GET, {"id": client_id}).one_or_none()
        return _client(row) if row else None

    def all(self) -> Mapping[str, Client]:
        """Return every client by its id."""
        with self._engine.connect() as connection:
            return {row.client_id: _client(row) for row in connection.execute(_ALL)}

    def put(self, clients: Iterable[Client]) -> None:
        """Insert or replace them."""
        rows = [_client_row(client) for client in clients]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(_PUT, rows)


class PostgresSigningKeyRepository:
    """The signing keys; every call is a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> Sequence[SigningKey]:
        """Return every key, oldest first."""
        with self._engine.connect() as connection:
            return _keys(connection)

    def add_if(
        self, due: Callable[[Sequence[SigningKey]], bool], make: Callable[[], SigningKey]
    ) -> bool:
        """Add a key if it is due, under a lock of the table that other writers wait for."""
        with self._engine.begin() as connection:
            connection.execute(_PATIENCE)
            connection.execute(_LOCK_KEYS)
            if not due(_keys(connection)):
                return False
            key = make()
            connection.execute(
                _ADD_KEY,
                {
                    "key_id": key.key_id,
                    "private_pem": key.private_pem,
                    "public_jwk": Jsonb(dict(key.public_jwk)),
                    "created_at": key.created_at,
                },
            )
            return True


def _keys(connection: Connection) -> list[SigningKey]:
    rows = connection.execute(_KEYS)
    return [SigningKey(row.key_id, row.private_pem, row.public_jwk, row.created_at) for row in rows]


def _client(row: Row[Any]) -> Client:
    return Client(row.client_id, row.secret_hash, row.subject, frozenset(row.scopes))


def _client_row(client: Client) -> Mapping[str, object]:
    return {
        "client_id": client.client_id,
        "secret_hash": client.secret_hash,
        "subject": client.subject,
        "scopes": sorted(client.scopes),
    }
