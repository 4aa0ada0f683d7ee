"""The chassis' tables, locations, stock with its ledger, and reservations."""

from alembic import op

from fv_chassis.postgres import create_chassis_tables, drop_chassis_tables

revision = "0001"
down_revision = None

_LOCATIONS = """
    CREATE TABLE locations (
        location text COLLATE "C" NOT NULL,
        name text NOT NULL,
        registered_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_locations PRIMARY KEY (location)
    )
"""

# Hot shelves are updated again and again: free space on their pages keeps that off the index.
_STOCK = """
    CREATE TABLE stock (
        sku text COLLATE "C" NOT NULL,
        location text COLLATE "C" NOT NULL,
        on_hand bigint NOT NULL,
        reserved bigint NOT NULL,
        version bigint NOT NULL,
        announced bigint NOT NULL,
        CONSTRAINT pk_stock PRIMARY KEY (sku, location),
        CONSTRAINT fk_stock_location FOREIGN KEY (location) REFERENCES locations,
        CONSTRAINT ck_stock_reserved CHECK (reserved >= 0 AND reserved <= on_hand)
    ) WITH (fillfactor = 50)
"""

_MOVEMENTS = """
    CREATE TABLE movements (
        movement_id bigint GENERATED ALWAYS AS IDENTITY,
        sku text COLLATE "C" NOT NULL,
        location text COLLATE "C" NOT NULL,
        kind text NOT NULL,
        on_hand_delta bigint NOT NULL,
        reserved_delta bigint NOT NULL,
        order_id uuid,
        reason text NOT NULL,
        moved_at timestamptz NOT NULL,
        CONSTRAINT pk_movements PRIMARY KEY (movement_id),
        CONSTRAINT ck_movements_kind CHECK (kind IN ('received', 'adjusted', 'reserved',
            'committed', 'released', 'expired', 'returned')),
        CONSTRAINT ck_movements_order CHECK
            ((order_id IS NULL) = (kind IN ('received', 'adjusted')))
    )
"""

# An order moves a shelf once in each way: what was done once cannot be done again.
_MOVEMENTS_ORDER = """
    CREATE UNIQUE INDEX uq_movements_order ON movements (order_id, sku, location, kind)
     WHERE order_id IS NOT NULL
"""

_RESERVATIONS = """
    CREATE TABLE reservations (
        order_id uuid NOT NULL,
        state text NOT NULL,
        version bigint NOT NULL,
        expires_at timestamptz,
        refusal text NOT NULL,
        changed_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_reservations PRIMARY KEY (order_id),
        CONSTRAINT ck_reservations_state CHECK (state IN ('reserved', 'committed', 'released',
            'expired', 'returned', 'rejected', 'forgone'))
    ) WITH (fillfactor = 70)
"""

_UNITS = """
    CREATE TABLE reservation_units (
        order_id uuid NOT NULL,
        sku text COLLATE "C" NOT NULL,
        location text COLLATE "C" NOT NULL,
        quantity bigint NOT NULL,
        CONSTRAINT pk_reservation_units PRIMARY KEY (order_id, sku, location),
        CONSTRAINT fk_reservation_units_order FOREIGN KEY (order_id) REFERENCES reservations,
        CONSTRAINT ck_reservation_units_quantity CHECK (quantity > 0)
    )
"""


def upgrade() -> None:
    """Create everything, and the location that every platform starts with."""
    create_chassis_tables(op)
    for statement in (_LOCATIONS, _STOCK, _MOVEMENTS, _MOVEMENTS_ORDER, _RESERVATIONS, _UNITS):
        op.execute(statement)
    op.execute("CREATE INDEX ix_movements_sku ON movements (sku, movement_id)")
    op.execute("INSERT INTO locations (location, name) VALUES ('main', 'Main warehouse')")


def downgrade() -> None:
    """Drop everything."""
    for table in ("reservation_units", "reservations", "movements", "stock", "locations"):
        op.execute(f"DROP TABLE {table}")
    drop_chassis_tables(op)
