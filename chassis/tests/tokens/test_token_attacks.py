"""What an attacker may try with a token, and what becomes of it."""

import base64
import hmac
import json
import time
from hashlib import sha256

import pytest

from fv_chassis.testing.issuer import TestIssuer
from fv_chassis.tokens import InvalidToken, TokenVerifier


@pytest.fixture(scope="module")
def issuer() -> TestIssuer:
    return TestIssuer()


@pytest.fixture
def verifier(issuer: TestIssuer) -> TokenVerifier:
    return issuer.verifier()


def refusal(verifier: TokenVerifier, token: str) -> str:
    with pytest.raises(InvalidToken) as caught:
        verifier.verify(token)
    return caught.value.reason


def encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def test_a_token_without_signature_is_refused(issuer: TestIssuer, verifier: TokenVerifier) -> None:
    header = {"alg": "none", "typ": "at+jwt", "kid": issuer.kid}
    token = f"{encoded(header)}.{encoded(issuer.claims('orders:read'))}."
    assert refusal(verifier, token) == "wrong_algorithm"


def test_the_public_key_is_no_hmac_secret(issuer: TestIssuer, verifier: TokenVerifier) -> None:
    header = {"alg": "HS256", "typ": "at+jwt", "kid": issuer.kid}
    signed = f"{encoded(header)}.{encoded(issuer.claims('orders:read'))}"
    digest = hmac.new(issuer.key.as_pem(private=False), signed.encode(), sha256).digest()
    token = f"{signed}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"
    assert refusal(verifier, token) == "wrong_algorithm"


def test_claims_changed_after_signing_are_refused(
    issuer: TestIssuer, verifier: TokenVerifier
) -> None:
    header, _, signature = issuer.token("orders:read").split(".")
    token = f"{header}.{encoded(issuer.claims('orders:admin'))}.{signature}"
    assert refusal(verifier, token) == "bad_signature"


def test_another_issuers_key_of_the_same_name_is_refused(verifier: TokenVerifier) -> None:
    assert refusal(verifier, TestIssuer().token("orders:read")) == "bad_signature"


def test_a_key_that_the_token_brings_along_is_not_used(
    issuer: TestIssuer, verifier: TokenVerifier
) -> None:
    thief = TestIssuer(issuer.kid)
    token = thief.sign(thief.claims("orders:read"), {"jwk": thief.key.as_dict(private=False)})
    assert refusal(verifier, token) == "malformed"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"iss": "http://elsewhere"}, "wrong_issuer"),
        ({"aud": "another"}, "wrong_audience"),
        ({"aud": ["another", "third"]}, "wrong_audience"),
        ({"exp": 1}, "expired"),
        ({"exp": None}, "expired"),
        ({"exp": "9999999999"}, "missing_claims"),
        ({"nbf": time.time() + 3600}, "not_yet_valid"),
        ({"iat": time.time() + 3600}, "not_yet_valid"),
        ({"sub": ""}, "missing_claims"),
        ({"client_id": None}, "missing_claims"),
        ({"scope": ["orders:read"]}, "missing_claims"),
    ],
)
def test_claims_that_do_not_fit_are_refused(
    issuer: TestIssuer, verifier: TokenVerifier, change: dict[str, object], reason: str
) -> None:
    assert refusal(verifier, issuer.sign({**issuer.claims("orders:read"), **change})) == reason


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"typ": "JWT"}, "not_an_access_token"),
        ({"kid": "stranger"}, "unknown_key"),
    ],
)
def test_headers_that_do_not_fit_are_refused(
    issuer: TestIssuer, verifier: TokenVerifier, header: dict[str, object], reason: str
) -> None:
    assert refusal(verifier, issuer.sign(issuer.claims("orders:read"), header)) == reason


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "é.é.é", "." * 9000, "a.b.c.d.e"])
def test_what_is_no_token_is_refused(verifier: TokenVerifier, token: str) -> None:
    assert refusal(verifier, token) == "malformed"
