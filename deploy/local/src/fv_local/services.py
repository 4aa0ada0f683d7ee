"""The platform's own processes: their environment, by service."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fv_local.folder import StateFolder
from fv_local.platform_file import Client
from fv_local.ports import Ports
from fv_local.programs import Layer, Program

SERVICES = ("catalog", "inventory", "orders", "platform")
"""The services that own a database."""

PROVIDER = "sandbox-payments"
AUDIENCE = "first-viscount"

_INHERITED = ("PATH", "HOME", "LANG", "TZ", "SSL_CERT_FILE", "OTEL_EXPORTER_OTLP_ENDPOINT")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the processes must know of each other."""

    folder: StateFolder
    ports: Ports
    kafka: str
    databases: Mapping[str, str]
    clients: Mapping[str, Client]
    clients_file: str
    overrides: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    embedded_broker: bool = False

    def address(self, program: str, use: str) -> str:
        """Return where a program answers, as host:port."""
        return f"127.0.0.1:{self.ports[program][use]}"

    def url(self, program: str, use: str) -> str:
        """Return where a program answers over HTTP."""
        return f"http://{self.address(program, use)}"


def inherited_environment() -> dict[str, str]:
    """Return what every process takes from the caller: nothing that could change what it does."""
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {**kept, "MALLOC_ARENA_MAX": "2", "PYTHONUNBUFFERED": "1"}


def service_program(name: str, around: Surroundings) -> Program:
    """Return a service: it brings its database up to date, then runs every role in one process."""
    module = f"fv_{name}"
    extra = _SERVICE_EXTRAS.get(name, lambda _: {})(around)
    return _python_program(
        name,
        ("-m", "fv_local.launch", module),
        Layer.SERVICES,
        around,
        {
            **_common(name, around),
            "FV_DATABASE_URL": around.databases[name],
            "FV_GRPC_PORT": str(around.ports[name]["grpc"]),
            **extra,
        },
    )


def edge_program(name: str, around: Surroundings) -> Program:
    """Return one edge; it finds the services by their gRPC addresses."""
    targets = {
        f"FV_{service.upper()}_GRPC": around.address(service, "grpc") for service in SERVICES
    }
    return _python_program(
        name,
        ("-m", "fv_edge", "run"),
        Layer.EDGES,
        around,
        {
            **_common(name, around),
            "FV_HTTP_PORT": str(around.ports[name]["http"]),
            "FV_TOKEN_URL": _token_url(around),
            "FV_CLIENT_ID": around.clients["edge"].client_id,
            "FV_CLIENT_SECRET": around.clients["edge"].secret,
            **targets,
        },
    )


def provider_program(around: Surroundings) -> Program:
    """Return the sandbox payment provider, which keeps a store of its own."""
    environment = {
        "FV_PORT": str(around.ports[PROVIDER]["http"]),
        "FV_HOST": "127.0.0.1",
        "FV_DATA_DIR": str(around.folder.data_of(PROVIDER)),
    }
    ready = f"{around.url(PROVIDER, 'http')}/livez"
    command = ("-m", "fv_sandbox_payments")
    return _python_program(PROVIDER, command, Layer.SERVICES, around, environment, ready)


def _common(name: str, around: Surroundings) -> dict[str, str]:
    return {
        "FV_HOST": "127.0.0.1",
        "FV_OPS_PORT": str(around.ports[name]["ops"]),
        "FV_KAFKA_BOOTSTRAP_SERVERS": around.kafka,
        # Here every service has one process; the embedded broker's groups survive not every kill.
        "FV_KAFKA_ASSIGNMENT": "fixed" if around.embedded_broker else "group",
        "FV_JWKS_URL": f"{around.url('platform', 'http')}/.well-known/jwks.json",
        "FV_ISSUER": around.url("traefik", "rest"),
        "FV_AUDIENCE": AUDIENCE,
        "FV_STATE_DIR": str(around.folder.data_of(name)),
    }


def _of_orders(around: Surroundings) -> dict[str, str]:
    return {"FV_PAYMENTS_URL": around.url(PROVIDER, "http")}


def _of_platform(around: Surroundings) -> dict[str, str]:
    return {
        "FV_HTTP_PORT": str(around.ports["platform"]["http"]),
        "FV_CLIENTS_FILE": around.clients_file,
    }


_SERVICE_EXTRAS = {"orders": _of_orders, "platform": _of_platform}


def _token_url(around: Surroundings) -> str:
    return f"{around.url('platform', 'http')}/oauth2/token"


def _python_program(
    name: str,
    arguments: Sequence[str],
    layer: Layer,
    around: Surroundings,
    environment: Mapping[str, str],
    ready_url: str | None = None,
) -> Program:
    return Program(
        name=name,
        command=(sys.executable, *arguments),
        layer=layer,
        directory=around.folder.data_of(name),
        log=around.folder.log_of(name),
        environment={**environment, **around.overrides.get(name, {})},
        ready_url=ready_url or f"{around.url(name, 'ops')}/readyz",
    )
