"""Rules that every rpc and every topic of the contracts keeps."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from google.protobuf.descriptor import FileDescriptor, MethodDescriptor
from google.protobuf.descriptor_pb2 import MethodOptions

import firstviscount
from firstviscount.common.v1 import access_pb2
from fv_contracts import topics

SERVICES = {"catalog", "inventory", "orders", "platform"}
PARTS_OF_COMMANDS = {
    "firstviscount.catalog.v1.Attributes",
    "firstviscount.orders.v1.PlaceOrderLine",
}


def files() -> Iterator[FileDescriptor]:
    for root in map(Path, firstviscount.__path__):
        for path in sorted(root.rglob("*_pb2.py")):
            name = ".".join(path.relative_to(root.parent).with_suffix("").parts)
            yield importlib.import_module(name).DESCRIPTOR


def rpcs() -> list[MethodDescriptor]:
    return [
        rpc
        for file in files()
        for service in file.services_by_name.values()
        for rpc in service.methods
    ]


def breaks_the_query_rule(rpc: MethodDescriptor) -> bool:
    return rpc.GetOptions().idempotency_level != MethodOptions.NO_SIDE_EFFECTS


@pytest.mark.parametrize("rpc", rpcs(), ids=lambda rpc: str(rpc.full_name))
def test_no_rpc_changes_state(rpc: MethodDescriptor) -> None:
    assert not breaks_the_query_rule(rpc)


@pytest.mark.parametrize("rpc", rpcs(), ids=lambda rpc: str(rpc.full_name))
def test_every_rpc_declares_its_scope(rpc: MethodDescriptor) -> None:
    assert rpc.GetOptions().Extensions[access_pb2.required_scope]


def test_every_service_answers_queries() -> None:
    owners = {rpc.full_name.split(".")[1] for rpc in rpcs()}
    assert owners == SERVICES | {"operations"}


def test_every_message_of_a_topic_exists() -> None:
    known = {m.full_name for file in files() for m in file.message_types_by_name.values()}
    assert {m for topic in topics.load().values() for m in topic.messages} <= known


def test_every_command_and_event_has_a_topic() -> None:
    carried = {m for topic in topics.load().values() for m in topic.messages}
    declared = {
        str(message.full_name)
        for file in files()
        if file.name.endswith(("/commands.proto", "/events.proto"))
        for message in file.message_types_by_name.values()
    }
    assert declared - carried == PARTS_OF_COMMANDS


@pytest.mark.parametrize("topic", topics.load().values(), ids=lambda topic: topic.name)
def test_a_topic_names_known_parties_and_keeps_messages_for_a_while(topic: topics.Topic) -> None:
    assert {topic.owner, *topic.producers, *topic.readers} <= SERVICES | {"edge"}
    assert {group.split(".")[0] for group in topic.groups} <= SERVICES
    assert topic.retention_days > 0
    assert topic.partitions > 0
    assert topic.messages
