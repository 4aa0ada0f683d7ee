"""A bench's result for programs and as a section of Markdown."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from fv_cli.bench.machine import machine_facts
from fv_cli.bench.run import Result
from fv_cli.bench.statements import count

_FREQUENT = 8


def record_of(result: Result) -> dict[str, Any]:
    """Return everything that was measured, with the machine's facts."""
    confirmed = max(1, result.figures.confirmed)
    by_server = {server: count(found) for server, found in result.statements.items()}
    return {
        "load": {
            "seconds": result.wish.seconds,
            "concurrency": result.wish.concurrency,
            "rate": result.wish.rate,
            "lines": 2,
        },
        "broker": result.broker,
        "machine": machine_facts(),
        "figures": dataclasses.asdict(result.figures),
        "statements_per_order": round(sum(by_server.values()) / confirmed, 2),
        "statements_by_server": by_server,
        "frequent_statements": {
            server: [dataclasses.asdict(statement) for statement in found[:_FREQUENT]]
            for server, found in result.statements.items()
        },
        "cpu_seconds_per_1000_orders": {
            name: round(seconds / confirmed * 1000, 2) for name, seconds in result.cpu.items()
        },
        "memory_bytes": dict(result.memory),
        "memory_without_broker_bytes": sum(
            size for name, size in result.memory.items() if name != "broker"
        ),
        "findings": [
            {
                "finding": type(finding).__name__,
                "subject": finding.subject,
                "detail": finding.detail,
            }
            for finding in result.audit.findings
        ],
        "pgbench_orders_per_second": {
            f"{limit.batch} a transaction": round(limit.orders_per_second)
            for limit in result.limits
        },
    }


def markdown(record: Mapping[str, Any]) -> str:
    """Return a section for docs/benchmarks.md."""
    load, figures = record["load"], record["figures"]
    rate = f"{load['rate']:g} orders/s offered" if load["rate"] else "as fast as it goes"
    lines = [
        f"### Orders, {load['seconds']:g} s, {load['concurrency']} at once, {rate}",
        "",
        _sentence(record["machine"], record["broker"]),
        "",
        "| Figure | |",
        "|---|---|",
        f"| orders confirmed | {figures['confirmed']} of {figures['sent']} sent |",
        f"| orders/s, place to confirmed | {figures['orders_per_second']:.1f} |",
        _latency("place to confirmed", figures["confirmation"]),
        _latency("place to answer", figures["answer"]),
        f"| SQL statements per order, all servers | {record['statements_per_order']} |",
        f"| memory (PSS) without broker | {_megabytes(record['memory_without_broker_bytes'])} |",
        f"| audit | {_audit(record['findings'])} |",
        *(
            f"| PostgreSQL alone (pgbench), {name} | {rate} orders/s |"
            for name, rate in record["pgbench_orders_per_second"].items()
        ),
        "",
        "| Process | CPU s per 1,000 orders | PSS |",
        "|---|---|---|",
        *_processes(record),
        "",
    ]
    return "\n".join(lines)


def _sentence(machine: Mapping[str, str], broker: str) -> str:
    facts = ", ".join(f"{name} {value}" for name, value in machine.items())
    return f"{facts}; {broker} broker; load generator on the same machine."


def _latency(name: str, found: Mapping[str, float]) -> str:
    values = ", ".join(f"{rank} {found[rank]:.0f} ms" for rank in ("p50", "p95", "p99"))
    return f"| {name} | {values}, longest {found['longest']:.0f} ms |"


def _audit(found: list[Any]) -> str:
    return f"{len(found)} findings" if found else "clean"


def _processes(record: Mapping[str, Any]) -> list[str]:
    spent = record["cpu_seconds_per_1000_orders"]
    held = record["memory_bytes"]
    return [
        f"| {name} | {spent[name]} | {_megabytes(held.get(name, 0))} |"
        for name in sorted(spent, key=lambda name: -spent[name])
    ]


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB"
