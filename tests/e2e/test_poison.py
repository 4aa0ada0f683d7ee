"""A message that nobody can read is passed over, shown, and decided about; its neighbours go on."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from confluent_kafka import Producer
from typer.testing import CliRunner

from fv_cli.app import build_app
from fv_local.platform import LocalPlatform
from fv_local.platform_file import PlatformFile

POISONED = [
    ("orders.order.v1", "firstviscount.orders.v1.OrderPlaced", "inventory"),
    ("inventory.reservation.v1", "firstviscount.inventory.v1.StockReserved", "orders"),
    ("catalog.product.v1", "firstviscount.catalog.v1.ProductCreated", "orders"),
    ("orders.commands.v1", "firstviscount.orders.v1.PlaceOrder", "orders"),
    ("inventory.commands.v1", "firstviscount.inventory.v1.ReceiveStock", "inventory"),
    ("catalog.commands.v1", "firstviscount.catalog.v1.CreateProduct", "catalog"),
]


def poison(kafka: str, topic: str, kind: str) -> str:
    """Send bytes that are no message under a good envelope; return the message's id."""
    message_id = str(uuid.uuid4())
    headers = {
        "ce_specversion": "1.0",
        "ce_id": message_id,
        "ce_type": kind,
        "ce_source": "/tests/poison",
        "ce_subject": message_id,
        "ce_time": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        "ce_correlationid": message_id,
        "ce_sequence": "1",
        "content-type": "application/protobuf",
        "fv_actor": "tests",
        "fv_client": "tests",
        "fv_scopes": "orders:write inventory:write catalog:write",
        "fv_replyto": "edge.replies.v1",
        "fv_fingerprint": "0" * 64,
    }
    producer = Producer({"bootstrap.servers": kafka, "linger.ms": 0})
    producer.produce(
        topic,
        key=message_id,
        value=b"\xff\xff\xff\xff",
        headers=[(name, value.encode()) for name, value in headers.items()],
    )
    assert producer.flush(30) == 0
    return message_id


class Letters:
    """Dead letters through the `viscount` command."""

    def __init__(self, local: LocalPlatform, wait: Callable[..., None]) -> None:
        self._state = str(local.folder.path)
        self._wait = wait

    def run(self, *arguments: str) -> Any:
        made = CliRunner().invoke(
            build_app(), ["dlq", *arguments, "--state", self._state, "--json"]
        )
        assert made.exit_code == 0, (made.output, made.exception)
        return json.loads(made.stdout)

    def of(self, service: str, message_id: str, where: str = "open") -> list[dict[str, Any]]:
        letters = self.run("list", "--service", service, "--in", where)["dead_letters"]
        return [letter for letter in letters if letter["message_id"] == message_id]

    def find(self, service: str, message_id: str, where: str = "open") -> dict[str, Any]:
        self._wait(lambda: bool(self.of(service, message_id, where)), f"a letter in {service}")
        return self.of(service, message_id, where)[0]


@pytest.fixture
def letters(local: LocalPlatform, wait: Callable[..., None]) -> Letters:
    """The dead letters."""
    return Letters(local, wait)


@pytest.mark.parametrize(("topic", "kind", "service"), POISONED)
def test_poison_is_passed_over_shown_and_discarded(
    topic: str, kind: str, service: str, shop: Any, letters: Letters, platform_file: PlatformFile
) -> None:
    message_id = poison(platform_file.kafka, topic, kind)
    neighbour = shop.place(shop.good(on_hand=1))["order_id"]

    letter = letters.find(service, message_id)
    shown = letters.run("show", service, letter["dead_letter_id"])

    assert shop.ended(neighbour)["state"] == "confirmed"
    assert (letter["topic"], letter["message_type"]) == (topic, kind)
    assert letter["reason"] == "invalid_message"
    assert shown["value"] == "/////w=="
    letters.run("discard", service, letter["dead_letter_id"], "--reason", "a test's poison")
    assert letters.find(service, message_id, "discarded")
    assert letters.of(service, message_id) == []


def test_replaying_poison_leaves_it_open(
    letters: Letters, platform_file: PlatformFile, shop: Any
) -> None:
    topic, kind, service = POISONED[0]
    message_id = poison(platform_file.kafka, topic, kind)
    letter_id = letters.find(service, message_id)["dead_letter_id"]

    answer = shop.operator.post(f"/api/v1/admin/{service}/dead-letters/{letter_id}/replay")

    assert answer.status in {202, 409, 422}
    assert letters.of(service, message_id)
    letters.run("discard", service, letter_id, "--reason", "a test's poison")
