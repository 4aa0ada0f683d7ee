"""Secrets."""

import pytest

from fv_platform.outbound.crypto.argon2_hasher import Argon2SecretHasher


@pytest.fixture(scope="module")
def hasher() -> Argon2SecretHasher:
    return Argon2SecretHasher()


def test_a_hash_matches_its_secret_only(hasher: Argon2SecretHasher) -> None:
    made = hasher.hash("correct horse")
    assert made.startswith("$argon2id$")
    assert hasher.matches(made, "correct horse")
    assert hasher.matches(made, "correct horse")
    assert not hasher.matches(made, "battery staple")


def test_the_same_secret_has_many_hashes(hasher: Argon2SecretHasher) -> None:
    assert hasher.hash("secret") != hasher.hash("secret")


def test_a_remembered_secret_does_not_open_another_hash(hasher: Argon2SecretHasher) -> None:
    assert hasher.matches(hasher.hash("secret"), "secret")
    assert not hasher.matches(hasher.hash("other"), "secret")


def test_nobody_and_nonsense_never_match(hasher: Argon2SecretHasher) -> None:
    assert not hasher.matches(None, "secret")
    assert not hasher.matches("no hash", "secret")
