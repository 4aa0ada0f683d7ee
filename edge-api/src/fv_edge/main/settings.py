"""What the edge reads from its environment."""

from pydantic import Field

from fv_chassis.settings import ServiceSettings


class EdgeSettings(ServiceSettings):
    """The edge's settings, `FV_<NAME>`; times are in seconds, rates in requests a second (0: no
    limit)."""

    http_port: int = 8080
    catalog_grpc: str = "127.0.0.1:9101"
    inventory_grpc: str = "127.0.0.1:9102"
    orders_grpc: str = "127.0.0.1:9103"
    platform_grpc: str = "127.0.0.1:9104"

    # How long a write waits for its reply unless the client says otherwise.
    wait_seconds: float = Field(default=5.0, ge=0, le=30)
    # How long a query may take before the client gets 503.
    query_seconds: float = Field(default=5.0, gt=0)
    cache_seconds: float = Field(default=30.0, ge=0)
    cache_entries: int = Field(default=50_000, ge=0)
    rate_per_client: float = Field(default=5_000.0, ge=0)
    rate_per_address: float = Field(default=20_000.0, ge=0)
    max_streams: int = Field(default=1_000, ge=1)
    # Whose X-Forwarded-For is believed, comma-separated.
    trusted_proxies: str = "127.0.0.1"
    # Origins that browsers may call from, comma-separated; empty: none.
    cors_origins: str = ""
