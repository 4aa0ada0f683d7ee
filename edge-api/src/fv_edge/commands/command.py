"""A command as the edge sends it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from google.protobuf.message import Message

from fv_chassis.telemetry import current_traceparent
from fv_chassis.tokens import Principal
from fv_contracts.identifiers import command_id

REPLY_TOPIC = "edge.replies.v1"


@dataclass(frozen=True, slots=True)
class Intent:
    """What a client asked for: who, under which key, and the fingerprint of the request."""

    service: str
    principal: Principal
    idempotency_key: str
    fingerprint: str

    def command_id(self) -> UUID:
        """Return the id that every retry of this request meets again."""
        return command_id(self.service, self.principal.subject, self.idempotency_key)


@dataclass(frozen=True, slots=True)
class Command:
    """One command, ready to be produced; `key` is the id of the aggregate that it is for."""

    id: UUID
    intent: Intent
    key: str
    message: Message

    @property
    def topic(self) -> str:
        """The topic of the owning service's commands."""
        return f"{self.intent.service}.commands.v1"

    @property
    def operation(self) -> str:
        """The name under which the client asks what became of it."""
        return f"{self.intent.service}.{self.id}"


def fingerprint(method: str, template: str, path_ids: Mapping[str, str], body: Any) -> str:
    """Return what tells one request from another under the same key: SHA-256 over the route, the
    path's ids and the client's JSON in canonical form."""
    digest = sha256(f"{method}\n{template}\n".encode())
    digest.update(orjson.dumps([dict(path_ids), body], option=orjson.OPT_SORT_KEYS))
    return digest.hexdigest()


def headers_of(command: Command) -> list[tuple[str, bytes]]:
    """Return the envelope: CloudEvents in Kafka's binary binding, and the caller from the verified
    token."""
    principal = command.intent.principal
    name = str(command.id).encode()
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", name),
        ("ce_type", command.message.DESCRIPTOR.full_name.encode()),
        ("ce_source", b"edge"),
        ("ce_subject", command.key.encode()),
        ("ce_time", datetime.now(UTC).isoformat().replace("+00:00", "Z").encode()),
        ("content-type", b"application/protobuf"),
        ("ce_correlationid", name),
        ("fv_actor", principal.subject.encode()),
        ("fv_client", principal.client_id.encode()),
        ("fv_scopes", " ".join(sorted(principal.scopes)).encode()),
        ("fv_replyto", REPLY_TOPIC.encode()),
        ("fv_fingerprint", command.intent.fingerprint.encode()),
    ]
    traceparent = current_traceparent()
    if traceparent:
        headers.append(("traceparent", traceparent.encode()))
    return headers
