"""What every adapter of inventory's ports keeps, in memory and on PostgreSQL alike."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from inventory_ports import MemoryPorts, Ports, PostgresPorts
from inventory_stage import order_named

from fv_inventory.domain.location import Location
from fv_inventory.domain.reservation import HeldUnits, Reservation, ReservationState
from fv_inventory.domain.shelf import MovementKind, StockLevel

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ADA, BOB = sorted((order_named("ada"), order_named("bob")))


@pytest.fixture(params=["memory", "postgres"])
def ports(request: pytest.FixtureRequest) -> Ports:
    if request.param == "memory":
        return MemoryPorts()
    return PostgresPorts(request.getfixturevalue("engine"))


def receive(ports: Ports, sku: str, quantity: int, location: str = "main") -> None:
    with ports.transaction() as tx:
        tx.stock.lock({sku})
        found = [shelf for shelf in tx.stock.shelves_of(sku) if shelf.location == location]
        shelf = found[0] if found else tx.stock.open(sku, location)
        shelf.receive(quantity, NOON, "note")
        shelf.announced += 1
        tx.flush()


def held(order_id: UUID, *units: HeldUnits) -> Reservation:
    return Reservation(order_id, ReservationState.RESERVED, units, 1, NOON)


def test_a_shelf_comes_back_as_it_was_left(ports: Ports) -> None:
    receive(ports, "MUG", 5)
    receive(ports, "MUG", 2)
    with ports.transaction() as tx:
        tx.stock.lock({"MUG", "TEA"})
        (shelf,) = tx.stock.shelves_of("MUG")
        assert (shelf.on_hand, shelf.reserved, shelf.version, shelf.announced) == (7, 0, 2, 2)
        assert list(tx.stock.shelves_of("TEA")) == []


def test_shelves_of_a_sku_come_by_location(ports: Ports) -> None:
    with ports.transaction() as tx:
        for code in ("north", "annex"):
            tx.locations.add(Location(code, code.title()))
        tx.flush()
    for code in ("north", "main", "annex"):
        receive(ports, "MUG", 1, code)
    with ports.transaction() as tx:
        tx.stock.lock({"MUG"})
        assert [shelf.location for shelf in tx.stock.shelves_of("MUG")] == [
            "annex",
            "main",
            "north",
        ]


def test_a_shelf_that_was_opened_is_among_its_skus(ports: Ports) -> None:
    with ports.transaction() as tx:
        tx.stock.lock({"MUG"})
        shelf = tx.stock.open("MUG", "main")
        assert list(tx.stock.shelves_of("MUG")) == [shelf]


def test_every_movement_is_a_row_of_the_ledger(ports: Ports) -> None:
    receive(ports, "MUG", 5)
    with ports.transaction() as tx:
        tx.stock.lock({"MUG"})
        (shelf,) = tx.stock.shelves_of("MUG")
        shelf.hold(2, NOON, ADA)
        shelf.sell(2, NOON, ADA)
        tx.flush()
    moves = ports.reader.movements_of("MUG", 0, 10)
    assert [(m.kind, m.on_hand_delta, m.reserved_delta, m.order_id, m.reason) for m in moves] == [
        (MovementKind.RECEIVED, 5, 0, None, "note"),
        (MovementKind.RESERVED, 0, 2, ADA, ""),
        (MovementKind.COMMITTED, -2, -2, ADA, ""),
    ]
    assert [move.moved_at for move in moves] == [NOON] * 3


def test_counters_beyond_their_bounds_are_refused(ports: Ports) -> None:
    receive(ports, "MUG", 1)

    def oversell() -> None:
        with ports.transaction() as tx:
            tx.stock.lock({"MUG"})
            tx.stock.shelves_of("MUG")[0].hold(2, NOON, ADA)
            tx.flush()

    with pytest.raises(Exception, match="ck_stock_reserved"):
        oversell()
    assert ports.reader.levels_of("MUG") == [StockLevel("MUG", "main", 1, 0, 1)]


def test_a_reservation_comes_back_as_it_was_left(ports: Ports) -> None:
    reservation = held(ADA, HeldUnits("MUG", "main", 2), HeldUnits("TEA", "main", 1))
    with ports.transaction() as tx:
        tx.reservations.lock({ADA, BOB})
        assert tx.reservations.find(ADA) is None
        tx.reservations.save(reservation)
        assert tx.reservations.find(ADA) == reservation
        tx.flush()
    with ports.transaction() as tx:
        tx.reservations.lock({ADA, BOB})
        assert tx.reservations.find(ADA) == reservation
        assert tx.reservations.find(BOB) is None
    assert ports.reader.reservation(ADA) == reservation


def test_a_reservation_moves_on_and_keeps_its_units(ports: Ports) -> None:
    reservation = held(ADA, HeldUnits("MUG", "main", 2))
    with ports.transaction() as tx:
        tx.reservations.lock({ADA})
        tx.reservations.save(reservation)
        tx.flush()
    after = reservation.now(ReservationState.RELEASED).refused("released")
    with ports.transaction() as tx:
        tx.reservations.lock({ADA})
        tx.reservations.save(after)
        tx.flush()
    assert ports.reader.reservation(ADA) == replace(
        reservation, state=ReservationState.RELEASED, version=3, refusal="released"
    )


def test_a_reservation_that_moves_twice_in_one_batch_is_written_once(ports: Ports) -> None:
    reservation = held(ADA, HeldUnits("MUG", "main", 2))
    with ports.transaction() as tx:
        tx.reservations.lock({ADA})
        tx.reservations.save(reservation)
        tx.reservations.save(reservation.now(ReservationState.COMMITTED))
        tx.flush()
    found = ports.reader.reservation(ADA)
    assert found is not None
    assert (found.state, found.units) == (ReservationState.COMMITTED, reservation.units)


def test_a_tombstone_holds_nothing(ports: Ports) -> None:
    tombstone = Reservation(ADA, ReservationState.FORGONE)
    with ports.transaction() as tx:
        tx.reservations.lock({ADA})
        tx.reservations.save(tombstone)
        tx.flush()
    assert ports.reader.reservation(ADA) == tombstone


def test_a_call_for_expiry_is_kept(ports: Ports) -> None:
    with ports.transaction() as tx:
        tx.expiries.set(ADA, NOON)
        tx.expiries.set(BOB, NOON + timedelta(seconds=1))
        tx.flush()
    assert ports.expiries() == {ADA: NOON, BOB: NOON + timedelta(seconds=1)}


def test_locations_are_found_once_they_are_loaded(ports: Ports) -> None:
    with ports.transaction() as tx:
        tx.locations.load({"main", "attic"})
        assert tx.locations.find("attic") is None
        tx.locations.add(Location("attic", "Attic"))
        assert tx.locations.find("attic") == Location("attic", "Attic")
        tx.flush()
    with ports.transaction() as tx:
        tx.locations.load({"attic"})
        assert tx.locations.find("attic") == Location("attic", "Attic")
    assert [each.location for each in ports.reader.locations()] == ["attic", "main"]


def test_nothing_remains_of_a_transaction_that_failed(ports: Ports) -> None:
    def fail() -> None:
        with ports.transaction() as tx:
            tx.reservations.lock({ADA})
            tx.stock.lock({"MUG"})
            tx.reservations.save(held(ADA))
            tx.stock.open("MUG", "main").receive(1, NOON, "")
            tx.locations.add(Location("attic", "Attic"))
            tx.expiries.set(ADA, NOON)
            tx.flush()
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    assert ports.reader.reservation(ADA) is None
    assert list(ports.reader.levels_of("MUG")) == []
    assert list(ports.reader.movements_of("MUG", 0, 10)) == []
    assert [each.location for each in ports.reader.locations()] == ["main"]
    assert ports.expiries() == {}


def test_nothing_is_written_before_the_flush(ports: Ports) -> None:
    with ports.transaction() as tx:
        tx.reservations.lock({ADA})
        tx.reservations.save(held(ADA))
    assert ports.reader.reservation(ADA) is None


def test_no_increment_is_lost_between_transactions_at_once(ports: Ports) -> None:
    receive(ports, "MUG", 1)
    receive(ports, "TEA", 1)

    def increments(_: int) -> None:
        for _ in range(10):
            with ports.transaction() as tx:
                tx.stock.lock({"TEA", "MUG"})
                for sku in ("TEA", "MUG"):
                    tx.stock.shelves_of(sku)[0].receive(1, NOON, "")
                tx.flush()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(increments, range(4)))
    assert ports.reader.levels_of("MUG") == [StockLevel("MUG", "main", 41, 0, 41)]
    assert not ports.reader.ledger_differences(10)


def test_lists_go_on_where_the_page_ended(ports: Ports) -> None:
    for sku in ("A", "B", "C"):
        receive(ports, sku, 1)
        receive(ports, "A", 1)
    assert [level.sku for level in ports.reader.levels_after(None, 2)] == ["A", "B"]
    assert [level.sku for level in ports.reader.levels_after(("B", "main"), 2)] == ["C"]
    first, second, *_ = ports.reader.movements_of("A", 0, 10)
    assert ports.reader.movements_of("A", first.movement_id, 1) == [second]


def test_reservations_are_listed_by_order_and_state(ports: Ports) -> None:
    with ports.transaction() as tx:
        tx.reservations.lock({ADA, BOB})
        tx.reservations.save(held(BOB))
        tx.reservations.save(Reservation(ADA, ReservationState.REJECTED, version=1))
        tx.flush()
    reader = ports.reader
    assert [each.order_id for each in reader.reservations_after(None, 10, None)] == [ADA, BOB]
    assert [each.order_id for each in reader.reservations_after(ADA, 10, None)] == [BOB]
    rejected = reader.reservations_after(None, 10, ReservationState.REJECTED)
    assert [each.order_id for each in rejected] == [ADA]


def test_a_counter_that_left_its_ledger_is_shown(ports: Ports) -> None:
    receive(ports, "MUG", 5)
    receive(ports, "TEA", 5)
    assert not ports.reader.ledger_differences(10)
    ports.miscount("MUG")
    (difference,) = ports.reader.ledger_differences(10)
    assert difference.level == StockLevel("MUG", "main", 6, 0, 1)
    assert (difference.ledger_on_hand, difference.ledger_reserved) == (5, 0)
