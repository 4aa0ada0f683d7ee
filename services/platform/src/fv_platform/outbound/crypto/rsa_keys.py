"""RSA keys, and tokens signed with them."""

from functools import lru_cache

from joserfc import jwt
from joserfc.jwk import RSAKey

from fv_platform.application.ports.clock import Clock
from fv_platform.domain.identity.access_token import AccessTokenClaims
from fv_platform.domain.identity.signing_keys import SigningKey

_BITS = 2048


class RsaKeyMaker:
    """Generates RSA keys of 2048 bits; a key's id is its RFC 7638 thumbprint."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def make(self) -> SigningKey:
        """Return a new pair; takes up to a second."""
        pair = RSAKey.generate_key(_BITS)
        public = {name: str(value) for name, value in pair.as_dict(private=False).items()}
        key_id = pair.thumbprint()
        return SigningKey(
            key_id=key_id,
            private_pem=pair.as_pem(private=True).decode(),
            public_jwk={
                "kty": "RSA",
                "use": "sig",
                "alg": "RS256",
                "kid": key_id,
                "n": public["n"],
                "e": public["e"],
            },
            created_at=self._clock.now(),
        )


class Rs256TokenSigner:
    """Signs access tokens in the form of RFC 9068."""

    def sign(self, claims: AccessTokenClaims, key: SigningKey) -> str:
        """Return the compact token."""
        header = {"alg": "RS256", "typ": "at+jwt", "kid": key.key_id}
        body = {
            "iss": claims.issuer,
            "aud": claims.audience,
            "sub": claims.subject,
            "client_id": claims.client_id,
            "scope": " ".join(sorted(claims.scopes)),
            "iat": int(claims.issued_at.timestamp()),
            "exp": int(claims.expires_at.timestamp()),
            "jti": str(claims.token_id),
        }
        return jwt.encode(header, body, _private_key(key.private_pem))


@lru_cache(maxsize=8)
def _private_key(pem: str) -> RSAKey:
    """Parse a key once: reading the PEM takes longer than signing does."""
    return RSAKey.import_key(pem)
