"""Progress over Server-Sent Events."""

import json
from collections.abc import Iterator
from typing import Any

import urllib3


def events(shop: Any, order_id: str, last: str = "") -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield id, name and order of every event until the stream ends."""
    headers = {"Authorization": f"Bearer {shop.buyer.token()}", "Accept": "text/event-stream"}
    if last:
        headers["Last-Event-ID"] = last
    url = f"{shop.buyer.base_url}/api/v1/orders/{order_id}/events"
    answer = urllib3.PoolManager().request(
        "GET", url, headers=headers, preload_content=False, timeout=60.0
    )
    assert answer.status == 200, answer.read()
    fields: dict[str, str] = {}
    for line in answer:
        name, _, value = line.decode().rstrip("\n").partition(": ")
        fields[name] = value
        if not name:
            if "data" in fields:
                yield fields["id"], fields["event"], json.loads(fields["data"])
            fields = {}


def test_a_stream_tells_every_step_once_in_order_and_ends(shop: Any) -> None:
    order_id = shop.place(shop.good(on_hand=1), card="tok_slow")["order_id"]

    told = list(events(shop, order_id))
    versions = [int(version) for version, _, _ in told]

    assert versions == sorted(set(versions))
    assert told[-1][2]["state"] == "confirmed"
    assert told[-1][2]["payment_state"] == "captured"
    assert "OrderConfirmed" in {name for _, name, _ in told}


def test_a_stream_goes_on_after_what_was_seen(shop: Any) -> None:
    order_id = shop.place(shop.good(on_hand=1))["order_id"]
    last = shop.ended(order_id)["version"]

    assert [version for version, _, _ in events(shop, order_id)] == [str(last)]
    assert list(events(shop, order_id, last=str(last))) == []
