"""Issuing access tokens for client credentials."""

from dataclasses import dataclass

from fv_platform.application.ports.clock import Clock
from fv_platform.application.ports.identity.clients import ClientRepository
from fv_platform.application.ports.identity.secrets import SecretHasher
from fv_platform.application.ports.identity.signing_keys import SigningKeyRepository, TokenSigner
from fv_platform.application.ports.ids import Ids
from fv_platform.domain.identity.access_token import LIFE, AccessTokenClaims
from fv_platform.domain.identity.client import Client
from fv_platform.domain.identity.errors import InvalidClient, SigningKeyMissing
from fv_platform.domain.identity.signing_keys import signing_key


@dataclass(frozen=True, slots=True)
class IssueToken:
    """A client's request; `scopes` empty asks for all that it was granted."""

    client_id: str
    secret: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """The token, its life in seconds, and what it grants."""

    token: str
    expires_in: int
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues tokens, and to whom they are addressed."""

    name: str
    audience: str


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys, and what signs with them."""

    keys: SigningKeyRepository
    signer: TokenSigner


class IssueTokenHandler:
    """Issues tokens.

    - An unknown client and a wrong secret are told apart neither by the answer nor by its time.
    - A client gets no scope that it was not granted.
    - The token acts as the client's subject and names the client.
    """

    def __init__(
        self,
        clients: ClientRepository,
        hasher: SecretHasher,
        ring: KeyRing,
        issuer: Issuer,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._clients = clients
        self._hasher = hasher
        self._ring = ring
        self._issuer = issuer
        self._clock = clock
        self._ids = ids

    def handle(self, request: IssueToken) -> IssuedToken:
        """Return the token; `InvalidClient`, `InvalidScope`, `SigningKeyMissing`."""
        client = self._authenticate(request)
        scopes = client.grant(request.scopes)
        now = self._clock.now()
        key = signing_key(self._ring.keys.all(), now)
        if key is None:
            raise SigningKeyMissing("no signing key has been made yet")
        claims = AccessTokenClaims(
            token_id=self._ids.new(),
            issuer=self._issuer.name,
            audience=self._issuer.audience,
            subject=client.subject,
            client_id=client.client_id,
            scopes=scopes,
            issued_at=now,
        )
        token = self._ring.signer.sign(claims, key)
        return IssuedToken(token, int(LIFE.total_seconds()), scopes)

    def _authenticate(self, request: IssueToken) -> Client:
        client = self._clients.get(request.client_id)
        matches = self._hasher.matches(client.secret_hash if client else None, request.secret)
        if client is None or not matches:
            raise InvalidClient("unknown client or wrong secret")
        return client
