"""What every process reads from its environment."""

from pathlib import Path
from tempfile import gettempdir
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """Settings shared by all services; a service extends them with its own fields.

    Every field is read from `FV_<NAME>`; the service's name is passed in code. Ports of 0 mean
    "any free port". Times are in seconds.
    """

    model_config = SettingsConfigDict(env_prefix="FV_", extra="ignore", populate_by_name=True)

    database_url: str = ""
    kafka_bootstrap_servers: str = "127.0.0.1:9092"
    # "fixed": this is the service's only process and reads every partition, without a group.
    kafka_assignment: Literal["group", "fixed"] = "group"
    host: str = "127.0.0.1"
    grpc_port: int = 0
    ops_port: int = 0
    # The address that heartbeats announce; the bind address when empty.
    advertised_host: str = ""

    jwks_url: str = "http://127.0.0.1:8081/.well-known/jwks.json"
    issuer: str = "http://127.0.0.1:8081"
    audience: str = "first-viscount"
    state_dir: Path = Field(default_factory=lambda: Path(gettempdir()) / "first-viscount")

    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    token_url: str = "http://127.0.0.1:8081/oauth2/token"  # noqa: S105 - an address, not a secret

    log_level: str = "INFO"
    trace_sample: float = Field(default=0.01, ge=0, le=1)
    spans_file: Path | None = None
    otlp_endpoint: str = Field(default="", validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT")

    heartbeat_seconds: float = 5
    lease_seconds: int = 15
    drain_seconds: float = 30

    @property
    def public_host(self) -> str:
        """Return the host under which others reach this process."""
        return self.advertised_host or self.host
