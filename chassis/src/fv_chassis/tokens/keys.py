"""The issuer's public keys, kept on disk so that a restart does not depend on the issuer."""

import json
import os
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import urllib3
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from fv_chassis.telemetry import get_logger
from fv_chassis.tokens.errors import JwksUnavailable

UNKNOWN_KID_SECONDS = 30.0
MAX_AGE_SECONDS = 300.0
RETRY_SECONDS = 1.0
_MAX_BYTES = 1 << 20
_log = get_logger(__name__)

Fetch = Callable[[str], bytes]


def fetch_over_http(url: str) -> bytes:
    """Return the document; `OSError` when the issuer is away, slow or unhappy."""
    try:
        answer = _http.request("GET", url, preload_content=False)
        try:
            body = answer.read(_MAX_BYTES + 1)
        finally:
            answer.release_conn()
    except urllib3.exceptions.HTTPError as error:
        raise OSError(str(error)) from error
    if answer.status != 200 or len(body) > _MAX_BYTES:
        raise OSError(f"the key set answered {answer.status} with {len(body)} bytes")
    return body


_http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=1, read=2), retries=False)


class KeySet:
    """The keys by id; fetched when there are none, when one is unknown, and when they are old."""

    def __init__(
        self,
        url: str,
        cache_dir: Path | None,
        fetch: Fetch = fetch_over_http,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start from the copy in `cache_dir`, if there is one; nothing is fetched yet."""
        self._url = url
        self._fetch = fetch
        self._now = monotonic
        self._copy = (
            cache_dir / f"jwks-{sha256(url.encode()).hexdigest()[:16]}.json" if cache_dir else None
        )
        self._keys: dict[str, RSAKey] = {}
        self._tried_at: float | None = None
        self._fetched_at: float | None = None
        self._lock = Lock()
        self._refreshing = Lock()
        self._read_copy()

    def known(self) -> bool:
        """Return whether any key is known, fetching (at most once a second) when none is."""
        if not self._keys:
            self._refresh(RETRY_SECONDS)
        return bool(self._keys)

    def get(self, kid: str) -> RSAKey | None:
        """Return the key, None when the issuer has no such key.

        An unknown id causes one fetch in 30 s at most, whoever asks however often.
        `JwksUnavailable` when no key at all is known.
        """
        if not self.known():
            raise JwksUnavailable(self._url)
        if kid not in self._keys:
            self._refresh(UNKNOWN_KID_SECONDS)
        elif self._fetched_at is None or self._now() - self._fetched_at > MAX_AGE_SECONDS:
            self._refresh_aside()
        return self._keys.get(kid)

    def _refresh_aside(self) -> None:
        """Fetch in a thread, so that a withdrawn key is forgotten without anybody waiting for
        it."""
        if self._refreshing.acquire(blocking=False):
            Thread(target=self._refresh_and_release, name="jwks", daemon=True).start()

    def _refresh_and_release(self) -> None:
        try:
            self._refresh(UNKNOWN_KID_SECONDS)
        finally:
            self._refreshing.release()

    def _refresh(self, pause: float) -> None:
        """Fetch unless somebody tried within the last `pause` seconds; on failure the old keys
        stay."""
        with self._lock:
            if self._tried_at is not None and self._now() - self._tried_at < pause:
                return
            self._tried_at = self._now()
            try:
                body = self._fetch(self._url)
                keys = _read(body)
            except (OSError, ValueError, JoseError) as error:
                _log.warning("the key set could not be fetched", url=self._url, error=str(error))
                return
            self._keys = keys
            self._fetched_at = self._now()
            self._write_copy(body)

    def _read_copy(self) -> None:
        if self._copy is None:
            return
        try:
            self._keys = _read(self._copy.read_bytes())
        except FileNotFoundError:
            return
        except (OSError, ValueError, JoseError) as error:
            _log.warning(
                "the copy of the key set is unreadable", path=str(self._copy), error=str(error)
            )

    def _write_copy(self, body: bytes) -> None:
        if self._copy is None:
            return
        draft = self._copy.with_suffix(f".{os.getpid()}")
        try:
            self._copy.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(body)
            draft.replace(self._copy)
        except OSError as error:
            _log.warning("the key set could not be kept", path=str(self._copy), error=str(error))


def _read(body: bytes) -> dict[str, RSAKey]:
    """Return the RSA signing keys of a JWKS; other kinds of keys are passed over."""
    document: Any = json.loads(body)
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise ValueError("not a key set")
    usable = [
        key
        for key in document["keys"]
        if isinstance(key, dict)
        and key.get("kty") == "RSA"
        and isinstance(key.get("kid"), str)
        and key.get("use", "sig") == "sig"
        and key.get("alg", "RS256") == "RS256"
    ]
    if not usable:
        raise ValueError("a key set without an RSA signing key")
    return {
        key["kid"]: RSAKey.import_key({k: key[k] for k in ("kty", "n", "e", "kid")})
        for key in usable
    }
