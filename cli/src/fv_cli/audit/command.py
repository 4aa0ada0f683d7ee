"""Registers `viscount audit`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Group, RenderableType

from fv_cli.output import JsonOption, progress_console, show, table
from fv_cli.platform_file import StateOption, load_platform, state_folder

if TYPE_CHECKING:
    from fv_cli.audit.run import Audit

_SHOWN = 50


def register(app: typer.Typer) -> None:
    """Add `audit`."""
    app.command("audit")(audit_command)


def audit_command(
    journal: Annotated[
        Path | None,
        typer.Option(
            help="The journal of a replay or a bench; journal.jsonl in the state folder when there "
            "is one and none is given.",
            show_default=False,
        ),
    ] = None,
    settle: Annotated[
        float, typer.Option("--settled", help="Wait so many seconds until nothing moves any more.")
    ] = 0,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check the platform's promises from outside: queries, the provider's ledger, the journal.

    The exit code is 1 when a promise was not kept.
    """
    from fv_cli.audit.run import audit
    from fv_cli.traffic.journal import JOURNAL_NAME

    platform = load_platform(state)
    with progress_console.status("gathering facts"):
        result = audit(platform, journal or state_folder(state) / JOURNAL_NAME, settle)
    show(as_json, audit_record(result), lambda: _view(result))
    if result.findings:
        raise typer.Exit(1)


def audit_record(audit: "Audit") -> dict[str, Any]:
    """Return the audit for programs."""
    facts = audit.facts
    return {
        "clean": not audit.findings,
        "looked_at": {
            "journal_entries": len(facts.journal),
            "orders": len(facts.orders),
            "payments": len(facts.payments),
            "reservations": len(facts.reservations),
            "shelves": len(facts.levels),
            "provider_entries": len(facts.provider),
            "services": len(facts.deliveries),
        },
        "duplicates_skipped": {
            delivery.service: delivery.duplicates_skipped for delivery in facts.deliveries
        },
        "findings": [
            {
                "finding": type(finding).__name__,
                "promise": finding.promise,
                "subject": finding.subject,
                "detail": finding.detail,
                "suggestion": finding.suggestion,
            }
            for finding in audit.findings
        ],
    }


def _view(audit: "Audit") -> RenderableType:
    record = audit_record(audit)
    looked = ", ".join(
        f"{count} {name.replace('_', ' ')}" for name, count in record["looked_at"].items()
    )
    if not audit.findings:
        return Group(f"Looked at {looked}.", "Every promise is kept.")
    shown = record["findings"][:_SHOWN]
    columns = ("finding", "subject", "detail", "suggestion")
    more = len(audit.findings) - len(shown)
    return Group(
        f"Looked at {looked}.",
        table(columns, [[finding[name] for name in columns] for finding in shown]),
        f"{len(audit.findings)} findings." + (f" {more} are not shown." if more else ""),
    )
