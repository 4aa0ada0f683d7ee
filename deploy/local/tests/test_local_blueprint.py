import json
from pathlib import Path

import pytest

from fv_local import blueprint, folder, postgres, secrets_file
from fv_local.blueprint import Blueprint, draw_blueprint
from fv_local.folder import StateFolder
from fv_local.options import Options
from fv_local.platform_file import PlatformFile
from fv_local.programs import Program


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StateFolder:
    """A state folder whose databases need not be made."""
    monkeypatch.setattr(folder, "unprivileged_account", lambda: None)
    monkeypatch.setattr(postgres.PostgresServers, "prepare", lambda self, services: [])
    return StateFolder.open(tmp_path / "state")


def draw(state: StateFolder, options: Options | None = None) -> Blueprint:
    return draw_blueprint(state, options or Options(), usable=lambda port: True)


def program(drawn: Blueprint, name: str) -> Program:
    return next(program for program in drawn.programs if program.name == name)


def test_the_platform_is_complete(state: StateFolder) -> None:
    names = {program.name for program in draw(state).programs}

    services = {"catalog", "inventory", "orders", "platform"}
    servers = {f"postgres-{service}" for service in services}
    assert names == services | servers | {"broker", "traefik", "edge-1", "sandbox-payments"}


def test_every_program_says_where_it_is_ready(state: StateFolder) -> None:
    assert all(program.ready_url or program.ready_port for program in draw(state).programs)


def test_servers_are_durable_and_preload_statistics(state: StateFolder) -> None:
    command = program(draw(state), "postgres-orders").command

    for setting in ("fsync=on", "synchronous_commit=on", "full_page_writes=on", "jit=off"):
        assert setting in command
    assert "shared_preload_libraries=pg_stat_statements" in command


def test_services_learn_of_their_neighbours_through_addresses_alone(state: StateFolder) -> None:
    drawn = draw(state)
    orders = program(drawn, "orders").environment
    edge = program(drawn, "edge-1").environment

    assert orders["FV_DATABASE_URL"].endswith("/fv_orders")
    assert orders["FV_PAYMENTS_URL"] == drawn.file.urls["provider"]
    assert edge["FV_ORDERS_GRPC"] == drawn.file.grpc["orders"]
    assert edge["FV_CLIENT_SECRET"] == drawn.file.clients["edge"].secret
    assert "FV_DATABASE_URL" not in edge


def test_a_second_drawing_keeps_ports_and_secrets(state: StateFolder) -> None:
    first = draw(state)
    first.file.save(state.path)

    assert draw(state) == first


def test_more_edges_leave_the_others_as_they_were(state: StateFolder) -> None:
    first = draw(state)
    first.file.save(state.path)

    second = draw(state, Options(edges=3))

    assert {"edge-1", "edge-2", "edge-3"} <= {program.name for program in second.programs}
    assert program(second, "edge-1") == program(first, "edge-1")
    assert program(second, "traefik") == program(first, "traefik")


def test_an_external_broker_is_used_and_not_run(state: StateFolder) -> None:
    drawn = draw(state, Options(broker="external", kafka="kafka.test:9092"))

    assert "broker" not in {program.name for program in drawn.programs}
    assert program(drawn, "orders").environment["FV_KAFKA_BOOTSTRAP_SERVERS"] == "kafka.test:9092"


def test_an_override_reaches_its_program_alone(state: StateFolder) -> None:
    drawn = draw(state, Options(overrides={"orders": {"FV_FAILPOINTS": "relay.after_send"}}))

    assert program(drawn, "orders").environment["FV_FAILPOINTS"] == "relay.after_send"
    assert "FV_FAILPOINTS" not in program(drawn, "inventory").environment


def test_the_platform_file_is_private_and_read_back_as_written(state: StateFolder) -> None:
    drawn = draw(state)
    drawn.file.save(state.path)

    assert PlatformFile.load(state.path) == drawn.file
    assert (state.path / "platform.json").stat().st_mode & 0o777 == 0o600


def test_every_file_with_a_secret_is_private(state: StateFolder) -> None:
    secrets = secrets_file.load_or_draw(state)
    draw(state).file.save(state.path)

    holders = [
        path
        for path in state.path.rglob("*")
        if path.is_file() and secrets.clients["operator"].secret in path.read_text()
    ]
    assert {path.name for path in holders} == {"secrets.json", "clients.json", "platform.json"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in holders)


def test_the_shop_cannot_write_to_the_catalogue(state: StateFolder) -> None:
    draw(state)

    clients = json.loads((state.run / "clients.json").read_text())
    shop = next(client for client in clients if client["client_id"] == "shop")
    assert shop["scopes"] == ["orders:read", "orders:write"]


def test_options_are_kept(state: StateFolder) -> None:
    options = Options(edges=2, rest_port=8080, overrides={"orders": {"A": "b"}})

    options.save(state)

    assert Options.load(state) == options


def test_there_are_no_more_edges_than_allowed() -> None:
    assert blueprint.edge_names(2) == ["edge-1", "edge-2"]
