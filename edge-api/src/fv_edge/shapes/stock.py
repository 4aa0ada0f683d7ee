"""Stock."""

from typing import Annotated

from pydantic import AfterValidator, Field, StrictInt

from fv_edge.shapes.fields import Form, GivenReason, LocationCode, Name, Reason, View, Whole


def _not_zero(delta: int) -> int:
    if delta == 0:
        raise ValueError("0 changes nothing")
    return delta


class RegisterLocationForm(Form):
    """A new location."""

    location: LocationCode
    name: Name


class ReceiveStockForm(Form):
    """Goods that came."""

    location: LocationCode = "main"
    quantity: Annotated[StrictInt, Field(ge=1, le=1_000_000_000, examples=[100]), Whole]
    reason: Reason = ""


class AdjustStockForm(Form):
    """A correction after a count."""

    location: LocationCode = "main"
    delta: Annotated[
        StrictInt,
        Field(
            ge=-1_000_000_000,
            le=1_000_000_000,
            examples=[-1],
            json_schema_extra={"not": {"const": 0}},
        ),
        AfterValidator(_not_zero),
        Whole,
    ]
    reason: GivenReason


class LevelView(View):
    """One shelf."""

    sku: str
    location: str
    on_hand: int
    reserved: int
    available: int
    version: int


class StockView(View):
    """A sku's stock over all locations."""

    sku: str
    on_hand: int
    reserved: int
    available: int
    levels: list[LevelView]


class LevelPage(View):
    """A page of shelves; `next_page_token` is empty at the end."""

    levels: list[LevelView]
    next_page_token: str


class LocationView(View):
    """A location."""

    location: str
    name: str


class LocationList(View):
    """All locations."""

    locations: list[LocationView]
