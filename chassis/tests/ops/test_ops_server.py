"""The operations port."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from fv_chassis.ops import OpsServer


@contextmanager
def serving(checks: dict[str, Callable[[], bool]]) -> Iterator[str]:
    server = OpsServer(0, checks)
    server.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.stop()


def fetch(url: str) -> tuple[int, bytes]:
    try:
        with urlopen(url, timeout=10) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()


def broken() -> bool:
    raise OSError("the database is away")


def test_readiness_names_what_is_not_ready() -> None:
    with serving({"database": broken, "broker": lambda: False, "jwks": lambda: True}) as url:
        status, body = fetch(f"{url}/readyz")
    assert status == 503
    assert json.loads(body) == {"state": "not ready", "not_ready": ["database", "broker"]}


def test_a_process_is_ready_when_every_check_passes() -> None:
    with serving({"database": lambda: True}) as url:
        status, body = fetch(f"{url}/readyz")
    assert (status, json.loads(body)["not_ready"]) == (200, [])


def test_a_process_that_is_not_ready_is_alive() -> None:
    with serving({"database": broken}) as url:
        assert fetch(f"{url}/livez")[0] == 200


def test_metrics_speak_the_text_format() -> None:
    with serving({}) as url:
        status, body = fetch(f"{url}/metrics")
    assert status == 200
    assert b"# TYPE fv_chassis_role_running gauge" in body


def test_other_paths_are_not_found() -> None:
    with serving({}) as url:
        assert fetch(f"{url}/secret")[0] == 404


def test_a_taken_port_is_an_error() -> None:
    server = OpsServer(0, {})
    server.start()
    with pytest.raises(OSError):
        OpsServer(server.port, {})
    server.stop()
