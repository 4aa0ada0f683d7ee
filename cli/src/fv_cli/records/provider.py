"""The payment provider's ledger."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import urllib3

from fv_cli.failures import CommandFailed

_PAGE = 10_000


class ProviderAway(CommandFailed):
    """The provider's ledger could not be read."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One movement of money; `order_id` is the reference that the platform gave."""

    number: int
    payment_key: str
    order_id: str
    kind: str
    amount: Decimal
    currency: str


def provider_ledger(base_url: str) -> Iterator[LedgerEntry]:
    """Yield every entry, oldest first; `ProviderAway` when it does not answer."""
    pool = urllib3.PoolManager(retries=urllib3.Retry(5, backoff_factor=0.2), timeout=30.0)
    after = 0
    while True:
        url = f"{base_url}/v1/ledger?after={after}&limit={_PAGE}"
        try:
            answer = pool.request("GET", url)
        except urllib3.exceptions.HTTPError as error:
            raise ProviderAway(f"{url} does not answer: {error}") from error
        if answer.status != 200:
            raise ProviderAway(f"{url} answered {answer.status}")
        page = json.loads(answer.data)
        yield from map(_entry, page["entries"])
        if not page["entries"]:
            return
        after = page["next"]


def _entry(record: dict[str, str]) -> LedgerEntry:
    return LedgerEntry(
        int(record["number"]),
        record["key"],
        record["reference"],
        record["kind"],
        Decimal(record["amount"]),
        record["currency"],
    )
