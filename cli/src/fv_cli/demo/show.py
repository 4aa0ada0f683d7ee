"""The demo's result for people, with lines to try next that work as they are printed."""

import shlex
import shutil
import sys
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from fv_cli.demo.story import DemoResult
from fv_cli.orders.view import order_view, timeline_view
from fv_cli.platform_file import PlatformFile


def demo_view(platform: PlatformFile, story: DemoResult, folder: Path) -> RenderableType:
    """Return the order, its timeline and commands to copy."""
    lines = "\n".join(try_next(platform, str(story.order["order_id"]), folder))
    return Group(
        "",
        order_view(story.order),
        f"from the request to its end: {story.milliseconds:.0f} ms",
        "",
        timeline_view(story.timeline["entries"]),
        "",
        "Try next:",
        Text(lines),
    )


def try_next(platform: PlatformFile, order_id: str, folder: Path) -> list[str]:
    """Return shell lines: the order over REST, over gRPC, and by this command."""
    viscount = tool("viscount")
    state = "" if folder == Path(".viscount") else f" --state {shlex.quote(str(folder))}"
    bearer = f'"Authorization: Bearer $({viscount} token{state})"'
    method = "firstviscount.orders.v1.OrdersAdminService/GetOrder"
    request = shlex.quote(f'{{"order_id": "{order_id}"}}')
    return [
        f"curl -s -H {bearer} {platform.urls['rest']}/api/v1/orders/{order_id}",
        f"{tool('grpcurl')} -plaintext -H {bearer} -d {request} {platform.grpc['orders']} {method}",
        f"{viscount} order timeline{state} {order_id}",
        f"{viscount} status{state}",
    ]


def tool(name: str) -> str:
    """Return how a shell in the current directory calls a tool of this installation."""
    installed = Path(sys.executable).with_name(name)
    on_path = shutil.which(name)
    if not installed.exists() or (on_path and Path(on_path).resolve() == installed.resolve()):
        return name
    here = Path.cwd()
    near = installed.relative_to(here) if installed.is_relative_to(here) else installed
    return shlex.quote(str(near))
