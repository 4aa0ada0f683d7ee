"""The SQL of the orders tables: whole batches in single statements.

A batch's orders, payments and timeline are written by one statement with data-modifying parts,
because every round trip costs more than the rows do.
"""

ORDER_COLUMNS = (
    ("order_id", "uuid"),
    ("customer_id", "text"),
    ("currency_code", "text"),
    ("total", "numeric"),
    ("card_token", "text"),
    ("terms", "bytea"),
    ("correlation_id", "uuid"),
    ("traceparent", "text"),
    ("placed_at", "timestamptz"),
    ("updated_at", "timestamptz"),
    ("state", "text"),
    ("payment_state", "text"),
    ("stock_state", "text"),
    ("cancel_reason", "text"),
    ("ending", "text"),
    ("short_skus", "jsonb"),
    ("attempt", "integer"),
    ("version", "bigint"),
    ("steps", "integer"),
)
FIXED = 9
PROGRESS_COLUMNS = (ORDER_COLUMNS[0], *ORDER_COLUMNS[FIXED:])
PAYMENT_COLUMNS = (
    ("order_id", "uuid"),
    ("attempt", "integer"),
    ("state", "text"),
    ("work", "text"),
    ("due_at", "timestamptz"),
    ("amount", "numeric"),
    ("currency_code", "text"),
    ("card_token", "text"),
    ("traceparent", "text"),
)
LOG_COLUMNS = (
    ("order_id", "uuid"),
    ("number", "integer"),
    ("given", "text"),
    ("message_id", "uuid"),
    ("decisions", "text"),
    ("states", "text"),
    ("detail", "text"),
    ("occurred_at", "timestamptz"),
    ("decided_at", "timestamptz"),
    ("trace_id", "text"),
)
Columns = tuple[tuple[str, str], ...]


def names(columns: Columns) -> str:
    """Return the columns' names for a select or an insert."""
    return ", ".join(name for name, _ in columns)


def _arrays(prefix: str, columns: Columns) -> str:
    return ", ".join(f"%({prefix}_{name})s::{kind}[]" for name, kind in columns)


def _insert(table: str, prefix: str, columns: Columns) -> str:
    # Every name comes from the constants above.
    return (
        f"INSERT INTO {table} ({names(columns)}) "  # noqa: S608 - only constants
        f"SELECT * FROM unnest({_arrays(prefix, columns)})"
    )


_SETS = ", ".join(f"{name} = new.{name}" for name, _ in ORDER_COLUMNS[FIXED:])
ADD = f"added AS ({_insert('orders', 'add', ORDER_COLUMNS)})"
KEEP = (
    f"kept AS (UPDATE orders SET {_SETS} FROM unnest({_arrays('keep', PROGRESS_COLUMNS)})"  # noqa: S608 - only constants
    f" AS new ({names(PROGRESS_COLUMNS)}) WHERE orders.order_id = new.order_id)"
)
PAY = (
    f"paid AS ({_insert('payments', 'pay', PAYMENT_COLUMNS)} ON CONFLICT (order_id, attempt)"
    " DO UPDATE SET state = excluded.state, work = excluded.work, due_at = excluded.due_at,"
    " tries = 0)"
)
LOG = f"logged AS ({_insert('order_log', 'log', LOG_COLUMNS)})"
WAKE = "SELECT pg_notify('payments', '')"
QUIET = "SELECT"
LOCK = (
    f"SELECT {names(ORDER_COLUMNS)} FROM orders WHERE order_id = ANY(%(ids)s::uuid[])"  # noqa: S608 - only constants
    " ORDER BY order_id FOR UPDATE"
)
CLAIM = """
UPDATE payments SET due_at = %(until)s, tries = payments.tries + 1
FROM (SELECT order_id, attempt FROM payments WHERE work IS NOT NULL AND due_at <= %(now)s
      ORDER BY due_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED) AS due
WHERE payments.order_id = due.order_id AND payments.attempt = due.attempt
RETURNING payments.order_id, payments.attempt, work, amount, currency_code, card_token, tries,
          traceparent
"""
PUT_OFF = """
UPDATE payments SET due_at = new.due_at
FROM unnest(%(order_id)s::uuid[], %(attempt)s::integer[], %(work)s::text[],
            %(due_at)s::timestamptz[]) AS new (order_id, attempt, work, due_at)
WHERE payments.order_id = new.order_id AND payments.attempt = new.attempt
  AND payments.work = new.work
"""
LOAD_PRODUCTS = (
    "SELECT sku, price, currency_code, requires_stock, active, version FROM product_copies"
    " WHERE sku = ANY(%(skus)s::text[])"
)
KEEP_PRODUCTS = """
INSERT INTO product_copies (sku, price, currency_code, requires_stock, active, version)
SELECT * FROM unnest(%(sku)s::text[], %(price)s::numeric[], %(currency_code)s::text[],
                     %(requires_stock)s::boolean[], %(active)s::boolean[], %(version)s::bigint[])
ORDER BY 1
ON CONFLICT (sku) DO UPDATE SET price = excluded.price, currency_code = excluded.currency_code,
    requires_stock = excluded.requires_stock, active = excluded.active, version = excluded.version
WHERE product_copies.version < excluded.version
"""
