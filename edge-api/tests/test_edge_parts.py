"""Small parts, each alone."""

import asyncio
from dataclasses import dataclass
from decimal import Decimal

import grpc
import pytest
from edge_examples import alices_order, lantern
from edge_fakes import succeeding
from google.protobuf.any_pb2 import Any as AnyMessage
from hypothesis import given
from hypothesis import strategies as st

from firstviscount.catalog.v1.events_pb2 import PriceChanged
from firstviscount.common.v1.money_pb2 import Money
from firstviscount.operations.v1.results_pb2 import Succeeded
from fv_chassis.tokens import Principal
from fv_edge.cache import ReadCache
from fv_edge.commands.command import Command, Intent
from fv_edge.commands.kafka_producer import KafkaCommandProducer
from fv_edge.commands.producer import BrokerUnavailable
from fv_edge.commands.replies import ExpectedReplies
from fv_edge.http.body import is_deeper
from fv_edge.http.prefer import preference
from fv_edge.presenters.money import amount_of, parse_money
from fv_edge.presenters.snapshots import present_succeeded
from fv_edge.progress.subscriptions import OrderSubscriptions
from fv_edge.queries.errors import from_status
from fv_edge.readers.events import EventIntake
from fv_edge.readers.handoff import Handoff
from fv_edge.readers.replies import ReplyIntake

AMOUNTS = st.decimals(min_value=0, max_value=Decimal("999999999999"), places=4)


@given(AMOUNTS)
def test_money_comes_back_exactly(amount: Decimal) -> None:
    shown = amount_of(parse_money(f"{amount:.4f}", "GBP"))
    assert Decimal(shown) == amount
    assert len(shown.partition(".")[2]) >= 2


@pytest.mark.parametrize(
    ("units", "nanos", "shown"),
    [
        (2, 550_000_000, "2.55"),
        (0, 2_500_000, "0.0025"),
        (-1, -500_000_000, "-1.50"),
        (0, 0, "0.00"),
    ],
)
def test_money_is_shown_with_at_least_two_decimals(units: int, nanos: int, shown: str) -> None:
    assert amount_of(Money(units=units, nanos=nanos)) == shown


@pytest.mark.parametrize(
    ("header", "wait", "applied"),
    [
        (None, 5.0, ""),
        ("respond-async", 0.0, "respond-async"),
        ("respond-async, wait=10", 10.0, "wait=10"),
        ("wait=100", 30.0, "wait=30"),
        ("wait=0", 0.0, "wait=0"),
        ("WAIT = 7", 7.0, "wait=7"),
        ("wait=-1", 5.0, ""),
        ("wait=soon; x=1, return=minimal", 5.0, ""),
    ],
)
def test_preferences_are_read_as_the_rfc_says(header: str, wait: float, applied: str) -> None:
    assert preference(header, 5.0) == (wait, applied)


@given(st.integers(0, 40), st.integers(1, 40))
def test_depth_is_counted_exactly(depth: int, limit: int) -> None:
    document: object = 1
    for number in range(depth):
        document = [document] if number % 2 else {"a": document, "b": 2}
    assert is_deeper(document, limit) == (depth > limit)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (grpc.StatusCode.NOT_FOUND, 404),
        (grpc.StatusCode.INVALID_ARGUMENT, 422),
        (grpc.StatusCode.PERMISSION_DENIED, 403),
        (grpc.StatusCode.UNAUTHENTICATED, 401),
        (grpc.StatusCode.FAILED_PRECONDITION, 409),
        (grpc.StatusCode.ABORTED, 412),
        (grpc.StatusCode.UNAVAILABLE, 503),
        (grpc.StatusCode.DEADLINE_EXCEEDED, 503),
        (grpc.StatusCode.UNKNOWN, 503),
        (grpc.StatusCode.INTERNAL, 503),
        (grpc.StatusCode.UNIMPLEMENTED, 503),
    ],
)
def test_a_grpc_status_has_its_problem(code: grpc.StatusCode, status: int) -> None:
    found = from_status("orders", code, "", "secret stack trace")
    assert found.status == status
    if status == 503:
        assert "secret" not in found.detail
        assert found.headers["retry-after"]


def test_a_snapshot_that_this_edge_does_not_know_is_an_id_and_a_version() -> None:
    foreign = AnyMessage(type_url="type.googleapis.com/firstviscount.new.v1.Thing", value=b"\x01")
    broken = AnyMessage(type_url="type.googleapis.com/firstviscount.orders.v1.Order", value=b"\xff")
    for snapshot in (foreign, broken, AnyMessage()):
        succeeded = Succeeded(id="x", version=3, snapshot=snapshot)
        assert present_succeeded(succeeded) == {"id": "x", "version": 3}


@dataclass
class Raw:
    """A record as the broker's client would hand it over."""

    where: str
    name: bytes | None
    content: bytes | None
    envelope: list[tuple[str, bytes | None]] | None = None

    def topic(self) -> str:
        return self.where

    def key(self) -> bytes | None:
        return self.name

    def value(self) -> bytes | None:
        return self.content

    def headers(self) -> list[tuple[str, bytes | None]] | None:
        return self.envelope


def command(key: str = "k", fingerprint: str = "f") -> Command:
    intent = Intent("orders", Principal("alice", "shop", frozenset(), 0.0), key, fingerprint)
    return Command(intent.command_id(), intent, "order", alices_order())


def result_for(wanted: Command) -> bytes:
    return succeeding(alices_order())(str(wanted.id), {}, b"").SerializeToString()


def test_replies_that_nobody_waits_for_are_not_even_decoded() -> None:
    async def scenario() -> None:
        expected, handoff, wanted = ExpectedReplies(), Handoff(), command()
        handoff.open(asyncio.get_running_loop())
        intake = ReplyIntake(expected, handoff)
        waiting = expected.join(wanted)
        key = str(wanted.id).encode()
        strangers = [Raw("edge.replies.v1", b"other", b"\xff"), Raw("edge.replies.v1", None, None)]
        other_request = Raw(
            "edge.replies.v1", key, result_for(wanted), [("fv_fingerprint", b"other")]
        )
        broken = Raw("edge.replies.v1", key, b"\xff")
        await asyncio.to_thread(intake.take, [*strangers, broken, other_request])
        await asyncio.sleep(0)
        assert not waiting.reply.done()
        await asyncio.to_thread(intake.take, [Raw("edge.replies.v1", key, result_for(wanted))] * 2)
        async with asyncio.timeout(10):
            assert (await waiting.reply).command_id == str(wanted.id)

    asyncio.run(scenario())


def test_events_reach_the_loop_in_one_call_a_batch() -> None:
    async def scenario() -> None:
        cache, progress, handoff = ReadCache(30, 10), OrderSubscriptions(1), Handoff()
        intake = EventIntake(cache, progress, handoff)
        event = PriceChanged(product=lantern(2))
        envelope = [
            ("ce_type", event.DESCRIPTOR.full_name.encode()),
            ("ce_sequence", b"2"),
        ]
        raw = Raw("catalog.product.v1", b"LANTERN", event.SerializeToString(), [*envelope])
        intake.take([raw])  # Before the loop is known there is nothing to drop.
        handoff.open(asyncio.get_running_loop())
        path = "/api/v1/products/LANTERN"
        fill = cache.begin(path)
        cache.finish(fill, b"", "", {"": 1})
        await asyncio.to_thread(intake.take, [raw, Raw("orders.order.v1", b"unfollowed", b"")])
        await asyncio.sleep(0)
        assert cache.get(path) is None
        cache.finish(fill, b"", "", {"": 2})
        await asyncio.to_thread(intake.forget)
        await asyncio.sleep(0)
        assert cache.get(path) is None

    asyncio.run(scenario())


def test_what_comes_after_the_loop_has_ended_is_dropped() -> None:
    handoff = Handoff()

    async def scenario() -> None:
        handoff.open(asyncio.get_running_loop())

    asyncio.run(scenario())
    handoff.post(lambda: None)
    handoff.close()
    handoff.post(lambda: None)


def test_remembered_operations_are_few_and_young(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        now = 0.0
        expected = ExpectedReplies(lambda: now)
        monkeypatch.setattr("fv_edge.commands.replies._REMEMBERED", 5)
        for number in range(10):
            wanted = command(str(number))
            waiting = expected.join(wanted)
            waiting.deferred = True
            expected.leave(wanted, waiting)
        kept = [n for n in range(10) if expected.recall(str(command(str(n)).id), "alice")]
        assert kept == [5, 6, 7, 8, 9]
        now = 601.0
        expected.join(command("late"))
        assert not any(expected.recall(str(command(str(n)).id), "alice") for n in range(10))

    asyncio.run(scenario())


class FullQueue:
    """A producer without room."""

    def produce(self, *_: object, **__: object) -> None:
        raise BufferError("Local: Queue full")


def test_a_full_queue_is_a_broker_that_is_away() -> None:
    async def scenario() -> None:
        producer = KafkaCommandProducer(FullQueue())  # type: ignore[arg-type] # its one method
        with pytest.raises(BrokerUnavailable):
            await producer.produce("orders.commands.v1", b"k", b"v", [])

    asyncio.run(scenario())
