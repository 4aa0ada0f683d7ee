import configparser
import shlex
from pathlib import Path

import pytest

from fv_local.folder import StateFolder
from fv_local.programs import Layer, Program, load_programs, save_programs
from fv_local.supervisor_config import render_config


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    for part in ("logs", "run", "data"):
        (tmp_path / part).mkdir()
    return StateFolder(tmp_path)


def a_program(folder: StateFolder, **changes: object) -> Program:
    fields: dict[str, object] = {
        "name": "orders",
        "command": ("python", "-m", "fv_orders", "a word"),
        "layer": Layer.SERVICES,
        "directory": folder.path,
        "log": folder.log_of("orders"),
    }
    return Program(**{**fields, **changes})  # type: ignore[arg-type]  # one helper for all fields


def read(text: str) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    return parser


def test_a_program_is_restarted_drained_and_logged(folder: StateFolder) -> None:
    section = read(render_config(folder, [a_program(folder)]))["program:orders"]

    assert shlex.split(section["command"]) == ["python", "-m", "fv_orders", "a word"]
    assert section["autorestart"] == "true"
    assert section["stopwaitsecs"] == "30"
    assert section["stdout_logfile"] == str(folder.log_of("orders"))


def test_a_percent_sign_survives_the_supervisors_expansion(folder: StateFolder) -> None:
    program = a_program(folder, environment={"FV_CLIENT_SECRET": "50%(x)s"})

    section = read(render_config(folder, [program]))["program:orders"]

    assert section["environment"] % {} == 'FV_CLIENT_SECRET="50%(x)s"'


def test_an_environment_that_would_break_the_file_is_refused(folder: StateFolder) -> None:
    with pytest.raises(ValueError, match="quotes"):
        render_config(folder, [a_program(folder, environment={"A": 'b" C="d'})])


def test_an_account_is_switched_to_only_when_one_is_named(folder: StateFolder) -> None:
    own = read(render_config(folder, [a_program(folder)]))["program:orders"]
    other = read(render_config(folder, [a_program(folder, account="nobody")]))["program:orders"]

    assert "user" not in own
    assert other["user"] == "nobody"


def test_programs_are_read_back_as_they_were_kept(folder: StateFolder) -> None:
    programs = [a_program(folder, ready_url="http://127.0.0.1:1/readyz", environment={"A": "b"})]

    save_programs(folder, programs)

    assert load_programs(folder) == programs
    assert (folder.run / "programs.json").stat().st_mode & 0o777 == 0o600
