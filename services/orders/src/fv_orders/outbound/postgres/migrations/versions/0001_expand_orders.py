"""Orders, their payments, their timeline, the copies of the catalogue, and the chassis' tables.

The checks hold what no bug in the process may break: a confirmed order has its stock committed
and its money held, and a cancelled one has nothing at the provider any more.
"""

from alembic import op

from fv_chassis.postgres import create_chassis_tables, drop_chassis_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ORDERS = """
    CREATE TABLE orders (
        order_id uuid NOT NULL,
        customer_id text NOT NULL,
        currency_code text NOT NULL,
        total numeric NOT NULL,
        card_token text NOT NULL,
        terms bytea NOT NULL,
        correlation_id uuid NOT NULL,
        traceparent text NOT NULL,
        placed_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        state text NOT NULL,
        payment_state text NOT NULL,
        stock_state text NOT NULL,
        cancel_reason text NOT NULL,
        ending text NOT NULL,
        short_skus jsonb,
        attempt integer NOT NULL,
        version bigint NOT NULL,
        steps integer NOT NULL,
        CONSTRAINT pk_orders PRIMARY KEY (order_id),
        CONSTRAINT ck_orders_state CHECK (state IN ('pending', 'confirmed', 'cancelled')),
        CONSTRAINT ck_orders_total CHECK (total >= 0),
        CONSTRAINT ck_orders_confirmed CHECK (
            state <> 'confirmed' OR stock_state = 'committed'
            AND payment_state IN ('authorised', 'captured', 'voiding')),
        CONSTRAINT ck_orders_cancelled CHECK (
            state <> 'cancelled' OR cancel_reason <> ''
            AND payment_state IN ('none', 'declined', 'voided', 'refunded'))
    ) WITH (fillfactor = 70)
"""
_ORDERS_CUSTOMER = "CREATE INDEX ix_orders_customer ON orders (customer_id, order_id)"
_PAYMENTS = """
    CREATE TABLE payments (
        order_id uuid NOT NULL,
        attempt integer NOT NULL,
        state text NOT NULL,
        work text,
        due_at timestamptz NOT NULL,
        tries integer NOT NULL DEFAULT 0,
        amount numeric NOT NULL,
        currency_code text NOT NULL,
        card_token text NOT NULL,
        traceparent text NOT NULL,
        CONSTRAINT pk_payments PRIMARY KEY (order_id, attempt),
        CONSTRAINT fk_payments_orders FOREIGN KEY (order_id) REFERENCES orders (order_id),
        CONSTRAINT ck_payments_work CHECK (work IN ('authorise', 'capture', 'void', 'refund'))
    ) WITH (fillfactor = 70)
"""
_PAYMENTS_DUE = "CREATE INDEX ix_payments_due ON payments (due_at) WHERE work IS NOT NULL"
_ORDER_LOG = """
    CREATE TABLE order_log (
        order_id uuid NOT NULL,
        number integer NOT NULL,
        given text NOT NULL,
        message_id uuid,
        decisions text NOT NULL,
        states text NOT NULL,
        detail text NOT NULL,
        occurred_at timestamptz NOT NULL,
        decided_at timestamptz NOT NULL,
        trace_id text NOT NULL,
        CONSTRAINT pk_order_log PRIMARY KEY (order_id, number)
    )
"""
_PRODUCT_COPIES = """
    CREATE TABLE product_copies (
        sku text NOT NULL,
        price numeric NOT NULL,
        currency_code text NOT NULL,
        requires_stock boolean NOT NULL,
        active boolean NOT NULL,
        version bigint NOT NULL,
        CONSTRAINT pk_product_copies PRIMARY KEY (sku)
    )
"""


def upgrade() -> None:
    """Create everything."""
    create_chassis_tables(op)
    for statement in (
        _ORDERS,
        _ORDERS_CUSTOMER,
        _PAYMENTS,
        _PAYMENTS_DUE,
        _ORDER_LOG,
        _PRODUCT_COPIES,
    ):
        op.execute(statement)


def downgrade() -> None:
    """Drop everything."""
    for table in ("product_copies", "order_log", "payments", "orders"):
        op.execute(f"DROP TABLE {table}")
    drop_chassis_tables(op)
