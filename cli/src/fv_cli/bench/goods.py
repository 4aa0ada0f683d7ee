"""The goods that a bench sells: enough of them that no order is refused."""

from collections.abc import Iterator

from fv_cli.traffic.sender import Write

COUNT = 200
ON_HAND = 1_000_000


def skus() -> list[str]:
    """Return the skus."""
    return [f"BENCH-{number:04d}" for number in range(COUNT)]


def product_writes() -> Iterator[Write]:
    """Yield the creation of every good."""
    for number, sku in enumerate(skus()):
        price = {"amount": f"{1 + number % 50}.25", "currency_code": "GBP"}
        body = {"sku": sku, "name": f"Bench good {number}", "kind": "goods", "price": price}
        yield Write("POST", "/api/v1/products", body, f"bench/product/{sku}")


def receipt_writes(run: str) -> Iterator[Write]:
    """Yield new stock of every good; each run brings its own."""
    for sku in skus():
        key = f"bench/receipt/{run}/{sku}"
        body = {"location": "main", "quantity": ON_HAND, "reason": "bench"}
        yield Write("POST", f"/api/v1/stock/{sku}/receipts", body, key)
