"""Asks programs whether they are ready."""

import json
import socket
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

import urllib3

from fv_local.programs import Program

_TIMEOUT_SECONDS = 2.0


class Readiness:
    """Asks over loopback, many programs side by side."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(retries=False, timeout=_TIMEOUT_SECONDS, num_pools=50)

    def what_is_missing(self, programs: Iterable[Program]) -> Mapping[str, str]:
        """Return why, for every program that is not ready."""
        asked = list(programs)
        if not asked:
            return {}
        with ThreadPoolExecutor(max_workers=8) as workers:
            answers = workers.map(self._why_not, asked)
        return {program.name: why for program, why in zip(asked, answers, strict=True) if why}

    def why_no_route(self, rest_url: str) -> str:
        """Return why a request does not reach an edge through the entrance; empty when it does."""
        return self._ask(f"{rest_url}/api/v1/products?page_size=1", routed=True)

    def _why_not(self, program: Program) -> str:
        if program.ready_url:
            return self._ask(program.ready_url)
        return _why_closed(program.ready_port) if program.ready_port else ""

    def _ask(self, url: str, *, routed: bool = False) -> str:
        try:
            answer = self._pool.request("GET", url)
        except urllib3.exceptions.HTTPError:
            return "does not answer"
        if answer.status == 200 or (routed and answer.status in {401, 403}):
            return ""
        return _in_words(answer)


def _in_words(answer: urllib3.BaseHTTPResponse) -> str:
    """Return what a /readyz answer names as missing, or its status."""
    try:
        body = json.loads(answer.data)
    except ValueError:
        return f"answers {answer.status}"
    missing = body.get("not_ready") or body.get("missing") or body.get("detail") or body
    return ", ".join(missing) if isinstance(missing, list) else str(missing)


def _why_closed(port: int) -> str:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=_TIMEOUT_SECONDS).close()
    except OSError:
        return "does not listen"
    return ""
