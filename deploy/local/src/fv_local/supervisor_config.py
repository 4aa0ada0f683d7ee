"""Renders the supervisor's configuration from programs."""

import os
import shlex
from collections.abc import Iterable

from fv_local.folder import StateFolder
from fv_local.programs import Program

STOP_SECONDS = 30
"""How long a program may drain before it is killed."""


def render_config(folder: StateFolder, programs: Iterable[Program]) -> str:
    """Return the configuration file's text; it holds secrets."""
    return "\n".join([_render_supervisor(folder), *map(_render_program, programs)])


def _render_supervisor(folder: StateFolder) -> str:
    account = "user=root\n" if os.getuid() == 0 else ""
    return f"""\
[unix_http_server]
file={_literal(folder.socket)}
chmod=0700

[supervisord]
{account}logfile={_literal(folder.log_of("supervisor"))}
logfile_maxbytes=5MB
logfile_backups=1
pidfile={_literal(folder.run / "supervisord.pid")}
childlogdir={_literal(folder.logs)}
directory={_literal(folder.path)}
minfds=4096

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""


def _render_program(program: Program) -> str:
    account = f"user={program.account}\n" if program.account else ""
    environment = ",".join(
        f'{name}="{_literal(_checked(value))}"' for name, value in program.environment.items()
    )
    return f"""\
[program:{program.name}]
command={_literal(shlex.join(program.command))}
directory={_literal(program.directory)}
environment={environment}
{account}priority={program.layer.value}
autorestart=true
startsecs=1
startretries=100000
stopsignal={program.stop_signal}
stopwaitsecs={STOP_SECONDS}
killasgroup=true
redirect_stderr=true
stdout_logfile={_literal(program.log)}
stdout_logfile_maxbytes=20MB
stdout_logfile_backups=1
"""


def _literal(value: object) -> str:
    """Return the text such that the supervisor's expansion of %(...)s leaves it as it is."""
    return str(value).replace("%", "%%")


def _checked(value: str) -> str:
    if '"' in value or "\n" in value:
        raise ValueError("a supervised program's environment cannot hold quotes or line ends")
    return value
