"""Adapters of the edge's ports that need no network."""

import asyncio
from asyncio import Future
from collections.abc import Callable
from typing import Any
from uuid import UUID

from google.protobuf.message import Message

from firstviscount.operations.v1.results_pb2 import CommandResult, Rejected
from fv_chassis.tokens import InvalidToken, JwksUnavailable, Principal
from fv_edge.commands.producer import BrokerUnavailable
from fv_edge.commands.replies import ExpectedReplies
from fv_edge.problems import of_kind

FAR_FUTURE = 4e9


class InMemoryVerifier:
    """Knows its tokens by heart."""

    def __init__(self) -> None:
        self.principals: dict[str, Principal] = {}
        self.away = False

    def issue(self, *scopes: str, subject: str = "alice", client: str = "shop") -> str:
        """Return a token for these scopes."""
        token = f"token-{len(self.principals)}"
        self.principals[token] = Principal(subject, client, frozenset(scopes), FAR_FUTURE)
        return token

    def remembered(self, token: str) -> Principal | None:
        """Remember nothing, so that every token is judged."""
        return None

    def verify(self, token: str) -> Principal:
        """Judge a token."""
        if self.away:
            raise JwksUnavailable("away")
        if token not in self.principals:
            raise InvalidToken("malformed")
        return self.principals[token]


class FixedToken:
    """The edge's own token."""

    async def token(self) -> str:
        """Return it."""
        return "edge-token"


class InMemoryQueries:
    """Answers from a table of methods; what it does not know is not found."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[Any], Message]] = {}
        self.asked: list[tuple[str, str, Any, str]] = []

    async def ask(self, service: str, method: str, request: Any, token: str) -> Any:
        """Answer; see `Queries`."""
        self.asked.append((str(service), method, request, token))
        await asyncio.sleep(0)
        if method not in self.answers:
            raise of_kind("not_found", "not_found", "nothing of that name")
        return self.answers[method](request)


class InMemoryProducer:
    """A broker and a service in one: what is produced is answered by `reply`, or by nobody."""

    def __init__(self, replies: ExpectedReplies) -> None:
        self.replies = replies
        self.produced: list[tuple[str, bytes, bytes, dict[str, bytes]]] = []
        self.reply: Callable[[str, dict[str, bytes], bytes], CommandResult | None] = nobody
        self.failing = ""
        self.stuck = False

    def produce(
        self, topic: str, key: bytes, value: bytes, headers: list[tuple[str, bytes]]
    ) -> Future[None]:
        """Take a command; see `CommandProducer`."""
        loop = asyncio.get_running_loop()
        delivered: Future[None] = loop.create_future()
        if self.failing:
            delivered.set_exception(BrokerUnavailable(self.failing))
            return delivered
        named = dict(headers)
        self.produced.append((topic, key, value, named))
        if not self.stuck:
            delivered.set_result(None)
        result = self.reply(named["ce_id"].decode(), named, value)
        if result is not None:
            answer = (named["ce_id"], named["fv_fingerprint"].decode(), result)
            loop.call_soon(self.replies.resolve, [answer])
        return delivered


def nobody(command_id: str, headers: dict[str, bytes], value: bytes) -> CommandResult | None:
    """Answer nothing."""
    return None


def succeeding(
    snapshot: Message, version: int = 1
) -> Callable[[str, dict[str, bytes], bytes], CommandResult]:
    """Answer every command with success."""

    def reply(command_id: str, headers: dict[str, bytes], value: bytes) -> CommandResult:
        result = CommandResult(command_id=command_id)
        result.succeeded.id = "thing"
        result.succeeded.version = version
        result.succeeded.snapshot.Pack(snapshot)
        return result

    return reply


def rejecting(
    kind: str, slug: str, detail: str = "no", violations: tuple[tuple[str, str], ...] = ()
) -> Callable[[str, dict[str, bytes], bytes], CommandResult]:
    """Answer every command with a refusal."""

    def reply(command_id: str, headers: dict[str, bytes], value: bytes) -> CommandResult:
        refusal = Rejected(kind=f"REJECTION_KIND_{kind.upper()}", slug=slug, detail=detail)
        result = CommandResult(command_id=command_id, rejected=refusal)
        for field, why in violations:
            result.rejected.violations.add(field=field, detail=why)
        return result

    return reply


def is_uuid(text: str) -> bool:
    """Return whether the text is a UUID."""
    return str(UUID(text)) == text
