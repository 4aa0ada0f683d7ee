"""The durable store: payments, the answers given under each idempotency key, and the ledger.

One thread owns the only writing connection and puts many requests into one transaction, because
with `synchronous = FULL` the disc's flush is what costs.
"""

import json
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from fv_sandbox_payments.payments import Payment, Refused, State, Step

_SCHEMA = """
CREATE TABLE IF NOT EXISTS payments (
    key TEXT PRIMARY KEY, reference TEXT NOT NULL, amount TEXT NOT NULL, currency TEXT NOT NULL,
    card_token TEXT NOT NULL, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answers (
    idempotency_key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status INTEGER NOT NULL,
    body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger (
    number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, reference TEXT NOT NULL,
    kind TEXT NOT NULL, amount TEXT NOT NULL, currency TEXT NOT NULL, at TEXT NOT NULL);
"""
_BATCH = 256


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the payment's key, its idempotency key, what it asked, and the rule to apply."""

    key: str
    idempotency_key: str
    fingerprint: str
    rule: Callable[[Payment | None], Step]


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body; `repeated` when an earlier call under the same key got it first."""

    status: int
    body: dict[str, Any]
    repeated: bool = False


class Store:
    """The SQLite file in `folder`; an answer is returned only when its commit is on the disc."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "payments.sqlite3"
        self._calls: queue.SimpleQueue[tuple[Call, Future[Answer]] | None] = queue.SimpleQueue()
        self._reading = threading.Lock()
        self._reader = self._connect()
        self._reader.executescript(_SCHEMA)
        self._thread = threading.Thread(target=self._write, name="writer", daemon=True)
        self._thread.start()

    def submit(self, call: Call) -> "Future[Answer]":
        """Apply the call's rule in the next transaction."""
        future: Future[Answer] = Future()
        self._calls.put((call, future))
        return future

    def payment(self, key: str) -> Payment | None:
        """Return the payment of that key."""
        with self._reading:
            return _load(self._reader, key)

    def ledger(self, after: int, limit: int) -> list[dict[str, Any]]:
        """Return at most `limit` entries with a number above `after`, in order."""
        with self._reading:
            rows = self._reader.execute(
                "SELECT number, key, reference, kind, amount, currency, at FROM ledger"
                " WHERE number > ? ORDER BY number LIMIT ?",
                (after, limit),
            ).fetchall()
        names = ("number", "key", "reference", "kind", "amount", "currency", "at")
        return [dict(zip(names, row, strict=True)) for row in rows]

    def close(self) -> None:
        """Finish what was submitted and let go of the file."""
        self._calls.put(None)
        self._thread.join()
        self._reader.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA busy_timeout = 5000")
        return connection

    def _write(self) -> None:
        connection = self._connect()
        running = True
        while running:
            batch, running = self._next_batch()
            if batch:
                _commit(connection, batch)
        connection.close()

    def _next_batch(self) -> tuple[list[tuple[Call, "Future[Answer]"]], bool]:
        first = self._calls.get()
        if first is None:
            return [], False
        batch = [first]
        while len(batch) < _BATCH:
            try:
                item = self._calls.get_nowait()
            except queue.Empty:
                break
            if item is None:
                return batch, False
            batch.append(item)
        return batch, True


def _commit(connection: sqlite3.Connection, batch: list[tuple[Call, "Future[Answer]"]]) -> None:
    answers = []
    try:
        connection.execute("BEGIN IMMEDIATE")
        answers = [_answer(connection, call) for call, _ in batch]
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        for _, future in batch:
            future.set_exception(error)
        return
    for (_, future), answer in zip(batch, answers, strict=True):
        future.set_result(answer)


def _answer(connection: sqlite3.Connection, call: Call) -> Answer:
    stored = connection.execute(
        "SELECT fingerprint, status, body FROM answers WHERE idempotency_key = ?",
        (call.idempotency_key,),
    ).fetchone()
    if stored is not None:
        if stored[0] != call.fingerprint:
            return Answer(422, {"error": "idempotency_key_reused"}, repeated=True)
        return Answer(stored[1], json.loads(stored[2]), repeated=True)
    answer = _apply(connection, call)
    connection.execute(
        "INSERT INTO answers VALUES (?, ?, ?, ?)",
        (call.idempotency_key, call.fingerprint, answer.status, json.dumps(answer.body)),
    )
    return answer


def _apply(connection: sqlite3.Connection, call: Call) -> Answer:
    try:
        step = call.rule(_load(connection, call.key))
    except Refused as refusal:
        return Answer(refusal.status, {"error": refusal.error})
    payment = step.payment
    money = (payment.key, payment.reference, str(payment.amount), payment.currency)
    connection.execute(
        "INSERT OR REPLACE INTO payments VALUES (?, ?, ?, ?, ?, ?)",
        (*money, payment.card_token, payment.state),
    )
    if step.entry is not None:
        connection.execute(
            "INSERT INTO ledger (key, reference, kind, amount, currency, at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (*money[:2], step.entry, *money[2:], datetime.now(UTC).isoformat()),
        )
    if step.entry == "decline":
        return Answer(402, {"error": "declined"})
    return Answer(200, {"key": payment.key, "state": payment.state})


def _load(connection: sqlite3.Connection, key: str) -> Payment | None:
    row = connection.execute(
        "SELECT key, reference, amount, currency, card_token, state FROM payments WHERE key = ?",
        (key,),
    ).fetchone()
    if row is None:
        return None
    return Payment(row[0], row[1], Decimal(row[2]), row[3], row[4], cast(State, row[5]))
