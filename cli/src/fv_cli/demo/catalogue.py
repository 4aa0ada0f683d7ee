"""The goods of the demo; small, and of both kinds."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Good:
    """A product with what of it is put on the shelf; a service needs none."""

    sku: str
    name: str
    price: str
    on_hand: int

    @property
    def product(self) -> dict[str, Any]:
        """Return the body that registers it."""
        return {
            "sku": self.sku,
            "name": self.name,
            "kind": "goods" if self.on_hand else "service",
            "price": {"amount": self.price, "currency_code": "GBP"},
        }


GOODS = (
    Good("DEMO-TEAPOT", "Brown betty teapot", "24.50", 40),
    Good("DEMO-CUP", "Bone china cup", "7.95", 200),
    Good("DEMO-KETTLE", "Whistling kettle", "39.00", 25),
    Good("DEMO-ASSAM", "Assam, 250 g", "8.40", 120),
    Good("DEMO-EARL-GREY", "Earl Grey, 250 g", "9.10", 90),
    Good("DEMO-WRAPPING", "Gift wrapping", "3.00", 0),
)

BASKET = (("DEMO-TEAPOT", 1), ("DEMO-CUP", 4), ("DEMO-WRAPPING", 1))
"""What the demo's order asks for: sku and quantity."""
