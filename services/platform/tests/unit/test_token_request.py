"""What is a token request, and what is not."""

from base64 import b64encode

import pytest

from fv_platform.application.use_cases.identity.issue_token import IssueToken
from fv_platform.inbound.http.token_request import BadTokenRequest, read_token_request

FORM = "application/x-www-form-urlencoded"
GRANT = "grant_type=client_credentials"


def basic(credentials: str) -> str:
    return f"Basic {b64encode(credentials.encode()).decode()}"


def refusal(form: str, authorization: str | None = None, kind: str = FORM) -> str:
    with pytest.raises(BadTokenRequest) as caught:
        read_token_request(kind, authorization, form.encode())
    return caught.value.code


def test_credentials_come_by_basic_form_encoded() -> None:
    found = read_token_request(FORM, basic("the+shop:se%3Acret%25"), GRANT.encode())
    assert found == IssueToken("the shop", "se:cret%", frozenset())


def test_credentials_come_in_the_form() -> None:
    form = f"{GRANT}&client_id=shop&client_secret=s%26s&scope=orders%3Aread+orders%3Awrite"
    found = read_token_request(f"{FORM}; charset=utf-8", None, form.encode())
    assert found == IssueToken("shop", "s&s", frozenset({"orders:read", "orders:write"}))


def test_the_client_may_repeat_its_name_in_the_form() -> None:
    found = read_token_request(FORM, basic("shop:secret"), f"{GRANT}&client_id=shop".encode())
    assert found.client_id == "shop"


@pytest.mark.parametrize(
    ("form", "authorization", "code"),
    [
        ("", basic("shop:secret"), "invalid_request"),
        ("grant_type=password", basic("shop:secret"), "unsupported_grant_type"),
        (f"{GRANT}&{GRANT}", basic("shop:secret"), "invalid_request"),
        (f"{GRANT}&scope=%ff", basic("shop:secret"), "invalid_request"),
        (f"{GRANT}&client_secret=secret", basic("shop:secret"), "invalid_request"),
        (f"{GRANT}&client_id=other", basic("shop:secret"), "invalid_request"),
        (GRANT, None, "invalid_client"),
        (f"{GRANT}&client_id=shop", None, "invalid_client"),
        (GRANT, "Bearer token", "invalid_client"),
        (GRANT, "Basic ***", "invalid_client"),
        (GRANT, basic("no colon"), "invalid_client"),
        (GRANT, "Basic /w==", "invalid_client"),
        ("&".join([GRANT, *(f"p{n}=1" for n in range(30))]), basic("a:b"), "invalid_request"),
    ],
)
def test_what_is_wrong_is_named_by_its_code(
    form: str, authorization: str | None, code: str
) -> None:
    assert refusal(form, authorization) == code


def test_json_is_no_form() -> None:
    assert refusal("{}", basic("shop:secret"), "application/json") == "invalid_request"
