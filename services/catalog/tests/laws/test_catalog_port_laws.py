"""What every adapter of catalog's ports keeps, in memory and on PostgreSQL alike."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from catalog_stage import pounds
from sqlalchemy import Engine

from fv_catalog.application.ports.product_reader import ProductReader
from fv_catalog.application.ports.product_repository import ProductRepository
from fv_catalog.domain.price import Price
from fv_catalog.domain.product import Product, ProductKind, ProductState
from fv_catalog.outbound.memory.product_reader import InMemoryProductReader
from fv_catalog.outbound.memory.product_repository import InMemoryProductRepository
from fv_catalog.outbound.memory.store import InMemoryStore
from fv_catalog.outbound.postgres.product_reader import PostgresProductReader
from fv_catalog.outbound.postgres.product_repository import PostgresProductRepository

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class MemoryPorts:
    """The ports in memory."""

    def __init__(self) -> None:
        self._store = InMemoryStore()
        self.reader: ProductReader = InMemoryProductReader(self._store)

    @contextmanager
    def transaction(self) -> Iterator[ProductRepository]:
        """Yield the repository of a transaction that commits, unless an exception leaves."""
        with self._store.transaction() as state:
            yield InMemoryProductRepository(state)


class PostgresPorts:
    """The ports on PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.reader: ProductReader = PostgresProductReader(engine)

    @contextmanager
    def transaction(self) -> Iterator[ProductRepository]:
        """Yield the repository of a transaction that commits, unless an exception leaves."""
        with self._engine.begin() as connection:
            yield PostgresProductRepository(connection)


Ports = MemoryPorts | PostgresPorts


@pytest.fixture(params=["memory", "postgres"])
def ports(request: pytest.FixtureRequest) -> Ports:
    if request.param == "memory":
        return MemoryPorts()
    return PostgresPorts(request.getfixturevalue("engine"))


def mug(sku: str = "MUG") -> Product:
    return Product(
        sku=sku,
        name="A «mug»",
        description="Blue\n'quoted' {braced}",
        kind=ProductKind.GOODS,
        attributes={"colour": "blue", "größe": 'L"\\'},
        price=Price("GBP", Decimal("2.5550")),
        created_at=NOON,
        updated_at=NOON + timedelta(seconds=1),
    )


def keep(ports: Ports, *products: Product) -> None:
    with ports.transaction() as repository:
        repository.lock({product.sku for product in products})
        for product in products:
            repository.save(product)
        repository.flush()


def test_a_product_comes_back_as_it_was_left(ports: Ports) -> None:
    keep(ports, mug())
    with ports.transaction() as repository:
        repository.lock({"MUG", "TEA"})
        assert repository.find("MUG") == mug()
        assert repository.find("TEA") is None
    assert ports.reader.product("MUG") == mug()
    assert ports.reader.product("TEA") is None


def test_a_product_moves_on(ports: Ports) -> None:
    keep(ports, mug())
    after = mug().priced(pounds("3"), NOON).retired(NOON)
    keep(ports, after)
    assert ports.reader.product("MUG") == after


def test_what_is_made_and_changed_in_one_batch_is_written_once(ports: Ports) -> None:
    with ports.transaction() as repository:
        repository.lock({"MUG"})
        repository.save(mug())
        repository.save(mug().priced(pounds("3"), NOON))
        assert repository.find("MUG") == mug().priced(pounds("3"), NOON)
        repository.flush()
    assert ports.reader.product("MUG") == mug().priced(pounds("3"), NOON)


def test_new_and_changed_products_go_in_together(ports: Ports) -> None:
    keep(ports, mug())
    keep(ports, replace(mug(), name="Other", version=2), mug("TEA"))
    assert [each.name for each in ports.reader.products_after("", 9, None)] == ["Other", "A «mug»"]


def test_nothing_remains_of_a_transaction_that_failed(ports: Ports) -> None:
    def fail() -> None:
        with ports.transaction() as repository:
            repository.lock({"MUG"})
            repository.save(mug())
            repository.flush()
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    assert ports.reader.product("MUG") is None


def test_no_change_is_lost_between_transactions_at_once(ports: Ports) -> None:
    keep(ports, mug("MUG"), mug("TEA"))

    def raises(_: int) -> None:
        for _ in range(10):
            with ports.transaction() as repository:
                repository.lock({"TEA", "MUG"})
                for sku in ("TEA", "MUG"):
                    product = repository.find(sku)
                    assert product is not None
                    price = Price("GBP", product.price.amount + 1)
                    repository.save(product.priced(price, NOON))
                repository.flush()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(raises, range(4)))
    product = ports.reader.product("MUG")
    assert product is not None
    assert (product.version, product.price.amount) == (41, Decimal("42.5550"))


def test_lists_go_on_where_the_page_ended_and_know_states(ports: Ports) -> None:
    keep(ports, mug("A"), mug("B").retired(NOON), mug("C"))
    reader = ports.reader
    assert [each.sku for each in reader.products_after("", 2, None)] == ["A", "B"]
    assert [each.sku for each in reader.products_after("B", 2, None)] == ["C"]
    assert [each.sku for each in reader.products_after("", 9, ProductState.RETIRED)] == ["B"]
