"""What the platform service reads from its environment."""

from pathlib import Path

from fv_chassis.settings import ServiceSettings


class PlatformSettings(ServiceSettings):
    """The chassis' settings and the platform's own, each read from `FV_<NAME>`; times in
    seconds."""

    http_port: int = 8081
    # A JSON list of {client_id, secret, scopes, subject?}; read once at each start.
    clients_file: Path | None = None
    signing_key_days: int = 30
    sweep_seconds: float = 1.0
    key_check_seconds: float = 600.0
