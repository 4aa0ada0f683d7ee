"""One platform process for the whole module, and edges that beat."""

import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from fv_chassis.local import EmbeddedBroker, PostgresServer

sys.path.insert(0, str(Path(__file__).parent))

from platform_process import PlatformProcess, eventually


@pytest.fixture(scope="module")
def module_broker() -> Iterator[EmbeddedBroker]:
    """Start a broker of the module's own, whose topics nobody else uses."""
    broker = EmbeddedBroker()
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture(scope="module")
def platform(
    postgres_server: PostgresServer,
    module_broker: EmbeddedBroker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[PlatformProcess]:
    """Start the platform and wait until it is ready."""
    url = postgres_server.create_database(f"platform_{uuid4().hex}")
    process = PlatformProcess(url, module_broker, tmp_path_factory.mktemp("platform"))
    try:
        eventually(process.ready, 100)
        yield process
    finally:
        process.kill()
