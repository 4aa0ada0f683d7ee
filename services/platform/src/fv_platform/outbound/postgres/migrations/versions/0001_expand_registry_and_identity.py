"""The chassis' tables, the registry's and identity's."""

from alembic import op

from fv_chassis.postgres import create_chassis_tables, drop_chassis_tables

revision = "0001"
down_revision = None

_INSTANCES = """
    CREATE TABLE instances (
        instance_id uuid NOT NULL,
        service text NOT NULL,
        release text NOT NULL,
        endpoints jsonb NOT NULL,
        reported_state text NOT NULL,
        not_ready text[] NOT NULL,
        sent_at timestamptz NOT NULL,
        lease_seconds integer NOT NULL,
        lease_ends_at timestamptz NOT NULL,
        sequence bigint NOT NULL,
        state text NOT NULL,
        registered_at timestamptz NOT NULL,
        seen_at timestamptz NOT NULL,
        version bigint NOT NULL,
        CONSTRAINT pk_instances PRIMARY KEY (instance_id),
        CONSTRAINT ck_instances_state CHECK (state IN ('starting', 'healthy', 'unhealthy', 'gone')),
        CONSTRAINT ck_instances_lease_seconds CHECK (lease_seconds > 0)
    ) WITH (fillfactor = 50)
"""
_LEASES = (
    "CREATE INDEX ix_instances_lease_ends_at ON instances (lease_ends_at) WHERE state <> 'gone'"
)

_CLIENTS = """
    CREATE TABLE clients (
        client_id text NOT NULL,
        secret_hash text NOT NULL,
        subject text NOT NULL,
        scopes text[] NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_clients PRIMARY KEY (client_id)
    )
"""
_SIGNING_KEYS = """
    CREATE TABLE signing_keys (
        key_id text NOT NULL,
        private_pem text NOT NULL,
        public_jwk jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_signing_keys PRIMARY KEY (key_id)
    )
"""


def upgrade() -> None:
    """Create the tables."""
    create_chassis_tables(op)
    for statement in (_INSTANCES, _LEASES, _CLIENTS, _SIGNING_KEYS):
        op.execute(statement)


def downgrade() -> None:
    """Drop the tables."""
    for table in ("signing_keys", "clients", "instances"):
        op.execute(f"DROP TABLE {table}")
    drop_chassis_tables(op)
