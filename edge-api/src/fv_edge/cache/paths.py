"""The paths whose answers are cached."""

PRODUCTS = "/api/v1/products/"
STOCK = "/api/v1/stock/"


def product_path(sku: str) -> str:
    """Return the path of a product."""
    return PRODUCTS + sku


def stock_path(sku: str) -> str:
    """Return the path of a sku's stock."""
    return STOCK + sku


def cacheable(path: str) -> bool:
    """Return whether an answer of this (decoded) path may be in the cache."""
    for prefix in (PRODUCTS, STOCK):
        if path.startswith(prefix):
            return "/" not in path[len(prefix) :]
    return False
