"""Turns what the operator chose into programs and addresses."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from fv_local.embedded_broker import embedded_broker_program
from fv_local.folder import StateFolder
from fv_local.kafka import kafka_program
from fv_local.launch import STAMP
from fv_local.options import Options
from fv_local.platform_file import FILE_NAME, PlatformFile
from fv_local.ports import Needs, Ports, allocate, is_free
from fv_local.postgres import PostgresServers
from fv_local.programs import Program
from fv_local.secrets_file import load_or_draw, write_clients_file
from fv_local.services import (
    PROVIDER,
    SERVICES,
    Surroundings,
    edge_program,
    provider_program,
    service_program,
)
from fv_local.traefik import traefik_program

MOST_EDGES = 16


@dataclass(frozen=True, slots=True)
class Blueprint:
    """Everything that runs and where it answers."""

    programs: tuple[Program, ...]
    file: PlatformFile


def edge_names(count: int) -> list[str]:
    """Return the names of the edges."""
    return [f"edge-{number}" for number in range(1, count + 1)]


def draw_blueprint(
    folder: StateFolder, options: Options, *, usable: Callable[[int], bool] = is_free
) -> Blueprint:
    """Prepare data folders, secrets and configuration files, and describe the programs.

    Ports are those of the last start where `usable` says so.
    """
    secrets = load_or_draw(folder)
    fixed = {("traefik", "rest"): options.rest_port} if options.rest_port else {}
    ports = allocate(_needs(options), _kept_ports(folder), fixed=fixed, usable=usable)
    servers = PostgresServers(folder, secrets.database_password)
    for service in servers.prepare(SERVICES):
        (folder.data_of(service) / STAMP).unlink(missing_ok=True)
    around = Surroundings(
        folder=folder,
        ports=ports,
        kafka=options.kafka or f"127.0.0.1:{ports['broker']['kafka']}",
        databases={
            service: servers.url(service, ports[f"postgres-{service}"]["sql"])
            for service in SERVICES
        },
        clients=secrets.clients,
        clients_file=write_clients_file(folder, secrets.clients),
        overrides=options.overrides,
        embedded_broker=options.broker == "embedded",
    )
    return Blueprint(_programs(options, around, servers), _file(options, around))


def _programs(
    options: Options, around: Surroundings, servers: PostgresServers
) -> tuple[Program, ...]:
    ports = around.ports
    return (
        *(servers.program(name, ports[f"postgres-{name}"]["sql"]) for name in SERVICES),
        *_broker_programs(options, around),
        traefik_program(
            around.folder,
            rest_port=ports["traefik"]["rest"],
            ping_port=ports["traefik"]["ping"],
            platform_url=around.url("platform", "http"),
        ),
        *(service_program(name, around) for name in SERVICES),
        *(edge_program(name, around) for name in edge_names(options.edges)),
        provider_program(around),
    )


def _broker_programs(options: Options, around: Surroundings) -> tuple[Program, ...]:
    ports = around.ports.get("broker", {})
    if options.broker == "kafka":
        node = kafka_program(
            around.folder, port=ports["kafka"], controller_port=ports["controller"]
        )
        return (node,)
    if options.broker == "embedded":
        return (embedded_broker_program(around.folder, port=ports["kafka"]),)
    return ()


def _needs(options: Options) -> Needs:
    brokers = {"embedded": ("kafka",), "kafka": ("kafka", "controller"), "external": ()}
    return {
        "traefik": ("rest", "ping"),
        "broker": brokers[options.broker],
        **{f"postgres-{service}": ("sql",) for service in SERVICES},
        **dict.fromkeys(SERVICES, ("grpc", "ops")),
        "platform": ("grpc", "ops", "http"),
        PROVIDER: ("http",),
        **dict.fromkeys(edge_names(options.edges), ("http", "ops")),
    }


def _kept_ports(folder: StateFolder) -> Ports:
    path = folder.path / FILE_NAME
    return json.loads(path.read_text())["ports"] if path.exists() else {}


def _file(options: Options, around: Surroundings) -> PlatformFile:
    return PlatformFile(
        ports=around.ports,
        urls={
            "rest": around.url("traefik", "rest"),
            "platform": around.url("platform", "http"),
            "provider": around.url(PROVIDER, "http"),
        },
        grpc={service: around.address(service, "grpc") for service in SERVICES},
        ops={
            program: around.url(program, "ops")
            for program, uses in around.ports.items()
            if "ops" in uses
        },
        databases=around.databases,
        kafka=around.kafka,
        broker=options.broker,
        clients=around.clients,
    )
