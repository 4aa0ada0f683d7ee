"""Fields that many forms share."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, StringConstraints

# A sku stands in paths, so it has no slash; which skus are good ones is the catalogue's business.
SKU_PATTERN = r"^[^\x00-\x1f\x7f/]{1,64}$"
LOCATION_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,31}$"
UUID_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
_PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"


def _integral(value: Any) -> Any:
    """Read 2.0 as 2: to JSON they are the same number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = BeforeValidator(_integral)
"""Stands last, behind the bounds: what stands before bounds takes them out of the JSON Schema."""
Sku = Annotated[str, StringConstraints(pattern=SKU_PATTERN), Field(examples=["EXAMPLE-LAMP"])]
LocationCode = Annotated[str, StringConstraints(pattern=LOCATION_PATTERN), Field(examples=["main"])]
Amount = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{1,12}(\.[0-9]{1,4})?$"),
    Field(description="An exact decimal, never a float.", examples=["2.55"]),
]
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(examples=["GBP"])]
Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=_PRINTABLE),
    Field(examples=["Lantern"]),
]
Reason = Annotated[
    str, StringConstraints(max_length=200, pattern=_PRINTABLE), Field(examples=["stock take"])
]
GivenReason = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=_PRINTABLE),
    Field(examples=["stock take"]),
]
Text = Annotated[str, StringConstraints(max_length=10_000, pattern=_TEXT)]
ShortText = Annotated[str, StringConstraints(max_length=100, pattern=_PRINTABLE)]
AttributeName = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=_PRINTABLE)]
AttributeValue = Annotated[str, StringConstraints(max_length=1_000, pattern=_PRINTABLE)]
# JSON Schema has no other word for rules about names; pydantic's own leaves other names open.
_NAMES = {"propertyNames": {"minLength": 1, "maxLength": 100, "pattern": _PRINTABLE}}
Attributes = Annotated[
    dict[AttributeName, AttributeValue], Field(max_length=50, json_schema_extra={**_NAMES})
]
Quantity = Annotated[StrictInt, Field(ge=1, le=1_000_000, examples=[6]), Whole]


class Form(BaseModel):
    """A request body: what is not known is refused, so that a misspelt field is not lost."""

    model_config = ConfigDict(extra="forbid")


class View(BaseModel):
    """An answer, as OpenAPI shows it; answers are written without passing through it."""


class Price(Form):
    """An amount of a currency."""

    amount: Amount
    currency_code: CurrencyCode
