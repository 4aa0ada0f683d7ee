"""What the shop sells, and how it may change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from .errors import ProductIsRetired, VersionMismatch
from .price import Price


class ProductKind(StrEnum):
    """Whether stock is kept."""

    GOODS = "goods"
    SERVICE = "service"


class ProductState(StrEnum):
    """The life of a product."""

    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Product:
    """A product at one version; every change that changes something raises the version by one."""

    sku: str
    name: str
    description: str
    kind: ProductKind
    attributes: Mapping[str, str]
    price: Price
    created_at: datetime
    updated_at: datetime
    state: ProductState = ProductState.ACTIVE
    version: int = 1

    def check_may_change(self, expected_version: int) -> None:
        """Raise VersionMismatch, ProductIsRetired; an expected version of 0 means any."""
        if expected_version not in (0, self.version):
            raise VersionMismatch(
                f"{self.sku} is at version {self.version}, not {expected_version}.",
                "expected_version",
            )
        if self.state is ProductState.RETIRED:
            raise ProductIsRetired(f"{self.sku} is retired and cannot change.", "sku")

    def described(
        self,
        at: datetime,
        *,
        name: str | None = None,
        description: str | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> "Product":
        """Return the product with those texts and properties that are given."""
        return self._changed(
            replace(
                self,
                name=self.name if name is None else name,
                description=self.description if description is None else description,
                attributes=self.attributes if attributes is None else attributes,
            ),
            at,
        )

    def priced(self, price: Price, at: datetime) -> "Product":
        """Return the product at another price."""
        return self._changed(replace(self, price=price), at)

    def retired(self, at: datetime) -> "Product":
        """Return the product off sale."""
        return self._changed(replace(self, state=ProductState.RETIRED), at)

    def _changed(self, after: "Product", at: datetime) -> "Product":
        if after == self:
            return self
        return replace(after, version=self.version + 1, updated_at=at)
