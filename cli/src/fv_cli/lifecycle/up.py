"""viscount up."""

import dataclasses
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Group, RenderableType

from fv_cli.output import progress_console, show, table
from fv_local.options import Broker, Options
from fv_local.platform import LocalPlatform
from fv_local.platform_file import PlatformFile

if TYPE_CHECKING:
    from fv_cli.demo.story import DemoResult

EXTERNAL_BROKER = "FV_KAFKA_BOOTSTRAP_SERVERS"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the operator asked for; None leaves a choice as it was."""

    folder: Path
    broker: Broker | None
    port: int | None
    timeout: float
    demo: bool


def run(wishes: Wishes, *, as_json: bool) -> None:
    """Start the platform, and tell the demo's story when that was asked for."""
    started_at = time.monotonic()
    local = LocalPlatform(wishes.folder)
    options = chosen_options(local.options, wishes, os.environ.get(EXTERNAL_BROKER, ""))
    with progress_console.status("starting") as spinner:
        platform = local.up(
            options,
            timeout=wishes.timeout,
            progress=lambda missing: spinner.update(waiting_line(missing)),
        )
    seconds = time.monotonic() - started_at
    story = _tell_story(platform) if wishes.demo else None
    result: dict[str, Any] = {"ready_after_seconds": round(seconds, 1), "urls": platform.urls}
    if story:
        result["demo"] = dataclasses.asdict(story)
    show(as_json, result, lambda: _view(platform, seconds, story, wishes.folder))


def chosen_options(last: Options, wishes: Wishes, external: str) -> Options:
    """Return the last options with what the operator chose now."""
    broker = wishes.broker or ("external" if external else last.broker)
    if broker == "external" and not (external or last.kafka):
        raise typer.BadParameter(f"--broker external needs {EXTERNAL_BROKER}")
    return dataclasses.replace(
        last,
        broker=broker,
        kafka=(external or last.kafka) if broker == "external" else "",
        rest_port=wishes.port or last.rest_port,
    )


def waiting_line(missing: Mapping[str, str]) -> str:
    """Return what is waited for, in one line."""
    named = "; ".join(f"{name}: {why}" for name, why in missing.items())
    return f"waiting for {named}" if named else "ready"


def _view(
    platform: PlatformFile, seconds: float, story: "DemoResult | None", folder: Path
) -> RenderableType:
    addresses = table(
        ("", ""),
        [
            ("REST", f"{platform.urls['rest']}/api/v1"),
            ("OpenAPI", f"{platform.urls['rest']}/api/v1/openapi.json"),
            ("identity", f"{platform.urls['rest']}/oauth2/token"),
            *((f"{name} (gRPC)", address) for name, address in platform.grpc.items()),
            ("broker", f"{platform.kafka} ({platform.broker})"),
        ],
    )
    addresses.show_header = False
    parts: list[RenderableType] = [f"First Viscount is ready after {seconds:.1f} s.", addresses]
    if story:
        from fv_cli.demo.show import demo_view

        parts += [demo_view(platform, story, folder)]
    return Group(*parts)


def _tell_story(platform: PlatformFile) -> "DemoResult":
    """Tell the story; its imports cost half a second, which no other command should pay."""
    from fv_cli.demo.story import tell_story

    return tell_story(platform)
