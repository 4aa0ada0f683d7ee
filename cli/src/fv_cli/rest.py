"""The platform's REST interface, for commands that send a few requests one after the other."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import urllib3
from urllib3.util.retry import Retry

from fv_cli.failures import CommandFailed
from fv_cli.platform_file import PlatformFile
from fv_cli.tokens import token_source

_RETRIES = Retry(
    total=5, backoff_factor=0.2, status_forcelist=(502, 503, 504), allowed_methods=None
)
"""Every method may be repeated: reads have no effect and writes carry an Idempotency-Key."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the edge answered: JSON is already read; headers are by lower-case name."""

    status: int
    headers: Mapping[str, str]
    body: Any


class Problem(CommandFailed):
    """The edge refused or failed; `body` is its problem document (RFC 9457)."""

    def __init__(self, status: int, body: Any) -> None:
        self.status = status
        self.body = body
        detail = body.get("detail") or body.get("title") if isinstance(body, dict) else body
        super().__init__(f"{status}: {detail}")


class RestClient:
    """Sends requests with a bearer token; answers of 400 and above become `Problem`."""

    def __init__(self, base_url: str, token: Callable[[], str]) -> None:
        self._base_url = base_url.rstrip("/")
        self._token = token
        self._pool = urllib3.PoolManager(retries=_RETRIES, timeout=30.0)

    def get(self, path: str, **params: str | int) -> Answer:
        """Read `path`, which begins with "/api/v1"."""
        return self.send("GET", path, params=params)

    def post(
        self, path: str, body: Any = None, *, key: str, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Change something; the same key with the same body has its effect once."""
        return self.send(
            "POST", path, body=body, headers={"Idempotency-Key": key, **(headers or {})}
        )

    def send(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request, repeated while the edge is unavailable."""
        url = self._base_url + path + (f"?{urlencode(params)}" if params else "")
        sent = {"Authorization": f"Bearer {self._token()}", **(headers or {})}
        data = None
        if body is not None:
            sent["Content-Type"] = "application/json"
            data = json.dumps(body)
        try:
            answer = self._pool.request(method, url, body=data, headers=sent)
        except urllib3.exceptions.HTTPError as error:
            raise Problem(503, f"{url} does not answer: {error}") from error
        return _read(answer)


def _read(answer: urllib3.BaseHTTPResponse) -> Answer:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    body: Any = answer.data.decode()
    if "json" in headers.get("content-type", ""):
        body = json.loads(body)
    if answer.status >= 400:
        raise Problem(answer.status, body)
    return Answer(answer.status, headers, body)


def rest_client(platform: PlatformFile, client: str = "operator") -> RestClient:
    """Return a client of the platform's edge that speaks as one of its OAuth2 clients."""
    return RestClient(platform.urls["rest"], token_source(platform, client))
