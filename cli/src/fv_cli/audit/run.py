"""An audit of a running platform."""

from dataclasses import dataclass
from pathlib import Path

from fv_cli.audit.facts import Facts
from fv_cli.audit.finding import Finding
from fv_cli.audit.gathering import delivery_of, gather
from fv_cli.audit.verdict import findings
from fv_cli.grpc import QueryClients, query_clients
from fv_cli.platform_file import PlatformFile
from fv_cli.replay.observation import wait_until, wait_until_settled


@dataclass(frozen=True, slots=True)
class Audit:
    """The facts and what they show to be wrong."""

    facts: Facts
    findings: tuple[Finding, ...]


def audit(platform: PlatformFile, journal: Path | None = None, settle_seconds: float = 0) -> Audit:
    """Gather facts and judge them, after waiting until nothing moves unless that is 0 seconds.

    `NotSettled` when the platform does not come to rest in time.
    """
    with query_clients(platform) as queries:
        if settle_seconds:
            wait_until_quiet(platform, queries, settle_seconds)
        facts = gather(platform, queries, journal)
    return Audit(facts, tuple(findings(facts)))


def wait_until_quiet(platform: PlatformFile, queries: QueryClients, seconds: float) -> None:
    """Wait until every order is settled and no service has anything left to deliver."""

    def quiet() -> bool:
        deliveries = [delivery_of(queries, service) for service in platform.grpc]
        return not any(delivery.unsent or delivery.due_deadlines for delivery in deliveries)

    wait_until_settled(queries, seconds)
    wait_until("outboxes and deadlines to drain", quiet, seconds)
