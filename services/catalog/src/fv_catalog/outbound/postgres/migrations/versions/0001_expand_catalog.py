"""The chassis' tables and products."""

from alembic import op

from fv_chassis.postgres import create_chassis_tables, drop_chassis_tables

revision = "0001"
down_revision = None

_PRODUCTS = """
    CREATE TABLE products (
        sku text COLLATE "C" NOT NULL,
        name text NOT NULL,
        description text NOT NULL,
        kind text NOT NULL,
        attributes jsonb NOT NULL,
        state text NOT NULL,
        price_amount numeric(17, 4) NOT NULL,
        currency_code text NOT NULL,
        version bigint NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT pk_products PRIMARY KEY (sku),
        CONSTRAINT ck_products_kind CHECK (kind IN ('goods', 'service')),
        CONSTRAINT ck_products_state CHECK (state IN ('active', 'retired')),
        CONSTRAINT ck_products_price CHECK (price_amount >= 0)
    )
"""


def upgrade() -> None:
    """Create everything."""
    create_chassis_tables(op)
    op.execute(_PRODUCTS)


def downgrade() -> None:
    """Drop everything."""
    op.execute("DROP TABLE products")
    drop_chassis_tables(op)
