"""Verification of access tokens as RFC 9068 describes them."""

import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry, extract_compact

from fv_chassis.tokens.errors import InvalidToken
from fv_chassis.tokens.keys import Fetch, KeySet, fetch_over_http
from fv_chassis.tokens.principal import Principal

_MAX_TOKEN = 8192
_LEEWAY_SECONDS = 5.0
_REMEMBERED = 10_000
_TYPES = {"at+jwt", "application/at+jwt"}
_RS256 = JWSRegistry(algorithms=["RS256"])


class TokenVerifier:
    """Turns access tokens into principals; safe for threads.

    Only RS256 signatures of the issuer's published keys count. A verified token is remembered by
    its hash until it expires, so that a client's next call costs one SHA-256.
    """

    def __init__(
        self,
        jwks_url: str,
        issuer: str,
        audience: str,
        cache_dir: Path | None = None,
        *,
        fetch: Fetch = fetch_over_http,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Trust `issuer` for `audience`; the key set is kept in `cache_dir` and read from there
        first."""
        self._issuer = issuer
        self._audience = audience
        self._keys = KeySet(jwks_url, cache_dir, fetch, monotonic)
        self._clock = clock
        self._verified: dict[bytes, Principal] = {}
        self._lock = Lock()

    def ready(self) -> bool:
        """Return whether any key is known; fetches when none is, so a readiness check heals it."""
        return self._keys.known()

    def remembered(self, token: str) -> Principal | None:
        """Return the principal of a token verified before; never waits for anything."""
        digest = sha256(token.encode("utf-8", "surrogatepass")).digest()
        principal = self._verified.get(digest)
        if principal is not None and principal.expires_at <= self._clock():
            return None
        return principal

    def verify(self, token: str) -> Principal:
        """Return who the token speaks for.

        `InvalidToken` when it proves nothing; `JwksUnavailable` when no key is known to judge it
        by. May fetch the key set, which takes up to 3 s, at most once in 30 s.
        """
        principal = self.remembered(token)
        if principal is None:
            principal = self._judge(token)
            self._remember(token, principal)
        return principal

    def _judge(self, token: str) -> Principal:
        kid = _key_id(token)
        key = self._keys.get(kid)
        if key is None:
            raise InvalidToken("unknown_key")
        try:
            claims = jwt.decode(token, key, registry=_RS256).claims
        except (JoseError, ValueError) as error:
            raise InvalidToken("bad_signature") from error
        return self._principal(claims)

    def _principal(self, claims: dict[str, Any]) -> Principal:
        now = self._clock()
        if claims.get("iss") != self._issuer:
            raise InvalidToken("wrong_issuer")
        audience = claims.get("aud")
        if self._audience not in (audience if isinstance(audience, list) else [audience]):
            raise InvalidToken("wrong_audience")
        expires_at = _moment(claims, "exp")
        if expires_at is None or expires_at <= now:
            raise InvalidToken("expired")
        if any((_moment(claims, name) or 0) > now + _LEEWAY_SECONDS for name in ("nbf", "iat")):
            raise InvalidToken("not_yet_valid")
        subject, client, scope = claims.get("sub"), claims.get("client_id"), claims.get("scope", "")
        if not (_is_name(subject) and _is_name(client) and isinstance(scope, str)):
            raise InvalidToken("missing_claims")
        return Principal(str(subject), str(client), frozenset(scope.split()), expires_at)

    def _remember(self, token: str, principal: Principal) -> None:
        with self._lock:
            if len(self._verified) >= _REMEMBERED:
                now = self._clock()
                fresh = {k: v for k, v in self._verified.items() if v.expires_at > now}
                # A flood of valid tokens costs signatures again, never memory.
                self._verified = fresh if len(fresh) < _REMEMBERED else {}
            self._verified[sha256(token.encode()).digest()] = principal


def _key_id(token: str) -> str:
    """Return the id of the key that the header names, refusing everything but a plain RS256 access
    token."""
    if len(token) > _MAX_TOKEN or not token.isascii():
        raise InvalidToken("malformed")
    try:
        header = extract_compact(token.encode()).headers()
    except (JoseError, ValueError) as error:
        raise InvalidToken("malformed") from error
    if header.get("alg") != "RS256" or "crit" in header:
        raise InvalidToken("wrong_algorithm")
    kind, kid = header.get("typ"), header.get("kid")
    if not isinstance(kind, str) or kind.lower() not in _TYPES:
        raise InvalidToken("not_an_access_token")
    if not isinstance(kid, str):
        raise InvalidToken("unknown_key")
    return kid


def _moment(claims: dict[str, Any], name: str) -> float | None:
    """Return the claim in seconds, None when absent; a claim of another kind makes the token
    invalid."""
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidToken("missing_claims")
    return float(value)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value)
