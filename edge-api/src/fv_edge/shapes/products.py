"""Products."""

from typing import Literal

from pydantic import Field

from fv_edge.shapes.fields import Attributes, Form, Name, Price, Sku, Text, View


class CreateProductForm(Form):
    """A new product."""

    sku: Sku
    name: Name
    description: Text = ""
    kind: Literal["goods", "service"] = "goods"
    attributes: Attributes = Field(default_factory=dict, examples=[{"colour": "white"}])
    price: Price


class UpdateProductForm(Form):
    """What shall change; what is absent stays."""

    name: Name | None = None
    description: Text | None = None
    attributes: Attributes | None = None


class ChangePriceForm(Form):
    """A new price."""

    price: Price


class ProductView(View):
    """A product."""

    sku: str
    name: str
    description: str
    kind: Literal["goods", "service"]
    attributes: dict[str, str]
    state: Literal["active", "retired"]
    price: Price
    version: int
    created_at: str
    updated_at: str


class ProductPage(View):
    """A page of products; `next_page_token` is empty at the end."""

    products: list[ProductView]
    next_page_token: str
