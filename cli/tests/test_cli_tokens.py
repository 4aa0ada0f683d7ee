from pathlib import Path
from typing import Any

import pytest

from fv_cli.platform_file import Client, load_platform
from fv_cli.rest import Problem, rest_client
from fv_cli.tokens import TokenRefused, TokenSource

OPERATOR = Client("operator", "a secret", ())


def test_a_token_is_kept_for_most_of_its_life(edge: Any) -> None:
    now = [0.0]
    source = TokenSource(f"{edge.address}/oauth2/token", OPERATOR, clock=lambda: now[0])

    source()
    now[0] = 479
    source()
    assert len(edge.asked) == 1

    now[0] = 481
    source()
    assert len(edge.asked) == 2


def test_the_client_names_itself_by_basic_authentication(edge: Any) -> None:
    TokenSource(f"{edge.address}/oauth2/token", OPERATOR)()

    assert edge.asked[0]["headers"]["authorization"].startswith("Basic ")
    assert "grant_type=client_credentials" in edge.asked[0]["body"]


def test_a_refusal_says_why(edge: Any) -> None:
    edge.answers["POST /oauth2/token"] = (401, {"error": "invalid_client"})

    with pytest.raises(TokenRefused, match="invalid_client"):
        TokenSource(f"{edge.address}/oauth2/token", OPERATOR)()


def test_a_problem_carries_status_and_document(state: Path, edge: Any) -> None:
    edge.answers["GET /api/v1/orders"] = (403, {"title": "Forbidden", "detail": "not yours"})

    with pytest.raises(Problem, match="403: not yours") as caught:
        rest_client(load_platform(state)).get("/api/v1/orders")

    assert caught.value.status == 403
    assert caught.value.body["title"] == "Forbidden"
