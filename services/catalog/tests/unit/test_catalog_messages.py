"""How events look on the wire."""

import pytest
from catalog_messages import money
from catalog_stage import Stage, mug

from firstviscount.catalog.v1 import events_pb2, product_pb2
from fv_catalog.domain import events
from fv_catalog.inbound.snapshots import product_snapshot
from fv_catalog.outbound.broker.event_publisher import outgoing


@pytest.mark.parametrize("name", ["ProductCreated", "ProductUpdated", "PriceChanged"])
def test_an_event_on_the_wire(name: str) -> None:
    product = Stage().when(mug())
    told = outgoing(getattr(events, name)(product))
    wire = getattr(events_pb2, name).FromString(told.value)
    assert told.type == f"firstviscount.catalog.v1.{name}"
    assert (told.topic, told.key, told.sequence) == ("catalog.product.v1", "MUG", 1)
    assert wire.product.price == money(2, 550_000_000)
    assert wire.product.kind == product_pb2.PRODUCT_KIND_GOODS
    assert dict(wire.product.attributes) == {"colour": "blue"}


def test_queries_and_events_show_a_product_alike() -> None:
    product = Stage().when(mug())
    told = outgoing(events.ProductRetired(product))
    wire = events_pb2.ProductRetired.FromString(told.value)
    assert wire.product == product_snapshot(product)
