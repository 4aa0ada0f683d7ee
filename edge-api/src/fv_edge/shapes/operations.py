"""Operations, dead letters and the platform's processes."""

from typing import Any, Literal

from pydantic import Field

from fv_edge.shapes.fields import Form, GivenReason, View


class FieldErrorView(View):
    """A part of the request that broke a rule."""

    field: str
    detail: str


class ProblemView(View):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    slug: str
    detail: str = ""
    errors: list[FieldErrorView] = Field(default_factory=list)
    request_id: str = ""


class AcceptedView(View):
    """A write that is under way."""

    operation: str
    state: Literal["pending"]


class OperationView(View):
    """What became of a write: `result` when it succeeded, `problem` when it was rejected."""

    operation: str
    state: Literal["pending", "succeeded", "rejected"]
    result: dict[str, Any] | None = None
    problem: ProblemView | None = None


class DiscardForm(Form):
    """Why the message is given up."""

    reason: GivenReason


class DeadLetterView(View):
    """A message that a consumer passed over; key and value are base64."""

    dead_letter_id: str
    consumer: str
    topic: str
    partition: int
    offset: int
    message_id: str
    message_type: str
    reason: str
    detail: str
    state: Literal["open", "replayed", "discarded"]
    created_at: str
    resolved_at: str | None
    key: str
    value: str | None


class DeadLetterPage(View):
    """A page of dead letters; `next_page_token` is empty at the end."""

    dead_letters: list[DeadLetterView]
    next_page_token: str


class DeadLetterOutcomeView(View):
    """A dead letter after a decision about it."""

    id: str = ""
    version: int = 0


class InstanceView(View):
    """A process of the platform."""

    instance_id: str
    service: str
    version: str
    endpoints: dict[str, str]
    state: Literal["starting", "healthy", "unhealthy", "gone"]
    not_ready: list[str]
    registered_at: str
    seen_at: str


class InstanceList(View):
    """The platform's processes, by service."""

    instances: list[InstanceView]
