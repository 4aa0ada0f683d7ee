import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from fv_cli.app import build_app
from fv_cli.demo.show import tool, try_next
from fv_cli.lifecycle import logs, status
from fv_cli.lifecycle.up import Wishes, chosen_options, waiting_line
from fv_cli.output import console
from fv_cli.platform_file import load_platform
from fv_local.options import Options
from fv_local.platform import ProgramStatus


def run(*arguments: str) -> Any:
    return CliRunner().invoke(build_app(), list(arguments))


def wishes(**changes: Any) -> Wishes:
    fields = {"folder": Path("x"), "broker": None, "port": None, "timeout": 1.0, "demo": False}
    return Wishes(**{**fields, **changes})


def test_without_a_platform_a_command_names_the_one_that_starts_it(tmp_path: Path) -> None:
    result = run("token", "--state", str(tmp_path))

    assert result.exit_code == 2
    assert "viscount up" in result.output


def test_status_of_a_platform_that_never_was_is_down(tmp_path: Path) -> None:
    result = run("status", "--json", "--state", str(tmp_path / "none"))

    assert json.loads(result.output) == {"ready": False, "programs": []}
    assert result.exit_code == 1
    assert not (tmp_path / "none").exists()


def test_down_of_a_platform_that_never_was_is_harmless(tmp_path: Path) -> None:
    result = run("down", "--json", "--state", str(tmp_path / "none"))

    assert json.loads(result.output) == {"was_running": False, "killed": []}
    assert result.exit_code == 0


def test_status_names_what_is_not_ready() -> None:
    programs = [
        ProgramStatus("orders", "running", 12, 61, "database", 90_000_000),
        ProgramStatus("broker", "stopped", 0, 0, "does not listen", 0),
    ]

    with console.capture() as captured:
        console.print(status.view(programs))

    text = captured.get()
    assert "database" in text
    assert "0:01:01" in text
    assert "90 MB" in text


def test_token_prints_nothing_but_the_token(state: Path) -> None:
    assert run("token", "--state", str(state)).output == "the-token\n"


def test_token_for_programs_names_client_and_scopes(state: Path) -> None:
    printed = json.loads(run("token", "--json", "--state", str(state)).output)

    assert printed["access_token"] == "the-token"
    assert printed["client_id"] == "operator"
    assert "orders:read" in printed["scope"]


def test_an_unknown_client_is_a_usage_error(state: Path) -> None:
    result = run("token", "--client", "stranger", "--state", str(state))

    assert result.exit_code == 2
    assert "operator" in result.output


def test_logs_end_with_the_last_lines(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "orders.log").write_text("one\ntwo\nthree\n")

    result = run("logs", "orders", "-n", "2", "--state", str(tmp_path))

    assert result.output == "two\nthree\n"


def test_logs_for_programs_are_json_lines(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "orders.log").write_text("one\n")

    result = run("logs", "--json", "--state", str(tmp_path))

    assert json.loads(result.output) == {"program": "orders", "line": "one"}


def test_following_yields_what_is_written_later_even_into_a_rotated_file(tmp_path: Path) -> None:
    path = tmp_path / "orders.log"
    path.write_text("before\n")
    lines = logs.following([path])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logs.time, "sleep", lambda _: path.write_text("x\n"))
        assert next(lines) == (path, "x")


def test_a_program_without_a_log_is_a_usage_error(tmp_path: Path) -> None:
    assert run("logs", "nothing", "--state", str(tmp_path)).exit_code == 2


def test_only_edges_can_be_scaled(tmp_path: Path) -> None:
    assert run("scale", "orders", "2", "--state", str(tmp_path)).exit_code == 2


def test_choices_that_are_not_made_stay_as_they_were() -> None:
    last = Options(broker="kafka", rest_port=8080, edges=3)

    assert chosen_options(last, wishes(), external="") == last


def test_an_external_broker_is_chosen_by_its_address() -> None:
    chosen = chosen_options(Options(), wishes(), external="kafka.test:9092")

    assert (chosen.broker, chosen.kafka) == ("external", "kafka.test:9092")


def test_going_back_to_the_embedded_broker_forgets_the_external_one() -> None:
    last = Options(broker="external", kafka="kafka.test:9092")

    assert chosen_options(last, wishes(broker="embedded"), external="").kafka == ""


def test_an_external_broker_without_an_address_is_refused() -> None:
    with pytest.raises(typer.BadParameter, match="FV_KAFKA_BOOTSTRAP_SERVERS"):
        chosen_options(Options(), wishes(broker="external"), external="")


def test_waiting_says_for_what_and_why() -> None:
    assert waiting_line({"orders": "database"}) == "waiting for orders: database"


def test_the_lines_to_try_next_name_the_folder_only_when_it_is_another(state: Path) -> None:
    platform = load_platform(state)

    usual = try_next(platform, "o-1", Path(".viscount"))
    other = try_next(platform, "o-1", state)

    assert not any("--state" in line for line in usual)
    assert f"token --state {state}" in other[0]
    assert usual[1].endswith("127.0.0.1:1 firstviscount.orders.v1.OrdersAdminService/GetOrder")


def test_a_tool_that_is_not_installed_here_is_called_by_its_name() -> None:
    assert tool("a-tool-that-nobody-has") == "a-tool-that-nobody-has"
