"""One trace runs from the HTTP request through command, events and replies to confirmation."""

import json
import secrets
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fv_local.platform import LocalPlatform

PROGRAMS = {"edge-1", "orders", "inventory"}


def spans_of(folder: Path, trace: str) -> list[tuple[str, dict[str, Any]]]:
    """Return program and span of every span of the trace that was written so far."""
    return [
        (file.stem, json.loads(line))
        for file in folder.glob("*.jsonl")
        for line in file.read_text().splitlines()
        if trace in line
    ]


def test_one_trace_runs_from_request_to_confirmation(
    shop: Any, local: LocalPlatform, basket_of: Any, wait: Callable[..., None]
) -> None:
    trace = secrets.token_hex(16)
    headers = {"traceparent": f"00-{trace}-{secrets.token_hex(8)}-01"}
    body = basket_of(shop.good(on_hand=1))
    key = str(uuid.uuid4())

    answer = shop.buyer.send("POST", "/api/v1/orders", body, key=key, headers=headers)
    assert answer.status in {201, 202}, answer
    order_id = shop.accepted(lambda _: shop.buyer.post("/api/v1/orders", body, key=key)).body[
        "order_id"
    ]
    shop.ended(order_id)

    folder = local.folder.data / "spans"
    wait(
        lambda: {program for program, _ in spans_of(folder, trace)} >= PROGRAMS,
        "spans of every program",
    )
    entries = shop.operator.get(f"/api/v1/orders/{order_id}/timeline").body["entries"]
    assert {entry["trace_id"] for entry in entries if entry["message_id"]} == {trace}
