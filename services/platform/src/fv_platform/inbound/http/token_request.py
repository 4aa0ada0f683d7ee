"""Reading a token request, as RFC 6749 has it."""

import binascii
from base64 import b64decode
from urllib.parse import parse_qsl, unquote_plus

from fv_platform.application.use_cases.identity.issue_token import IssueToken

_FORM = "application/x-www-form-urlencoded"
MAX_BODY = 8192


class BadTokenRequest(Exception):
    """The request is no token request; `code` is RFC 6749's error, `status` HTTP's."""

    def __init__(self, code: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.status = status


def read_token_request(content_type: str, authorization: str | None, body: bytes) -> IssueToken:
    """Return the client's request; `BadTokenRequest` says what is wrong with it.

    The client's credentials come by HTTP Basic or in the form, never by both.
    """
    form = _read_form(content_type, body)
    grant_type = form.get("grant_type")
    if not grant_type:
        raise BadTokenRequest("invalid_request", "grant_type is missing")
    if grant_type != "client_credentials":
        raise BadTokenRequest("unsupported_grant_type", "only client_credentials is served")
    client_id, secret = _credentials(authorization, form)
    return IssueToken(client_id, secret, frozenset(form.get("scope", "").split()))


def _read_form(content_type: str, body: bytes) -> dict[str, str]:
    if content_type.partition(";")[0].strip().lower() != _FORM:
        raise BadTokenRequest("invalid_request", f"the body must be {_FORM}")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=20, errors="strict")
    except ValueError as error:
        raise BadTokenRequest("invalid_request", "the form is malformed") from error
    form = dict(pairs)
    if len(form) != len(pairs):
        raise BadTokenRequest("invalid_request", "a parameter is repeated")
    return form


def _credentials(authorization: str | None, form: dict[str, str]) -> tuple[str, str]:
    if authorization is None:
        if not form.get("client_id") or not form.get("client_secret"):
            raise BadTokenRequest("invalid_client", "no client credentials", 401)
        return form["client_id"], form["client_secret"]
    if "client_secret" in form:
        raise BadTokenRequest("invalid_request", "two ways of authentication at once")
    client_id, secret = _read_basic(authorization)
    if form.get("client_id", client_id) != client_id:
        raise BadTokenRequest("invalid_request", "two clients at once")
    return client_id, secret


def _read_basic(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    try:
        if scheme.lower() != "basic":
            raise ValueError(scheme)
        client_id, colon, secret = b64decode(encoded.strip(), validate=True).decode().partition(":")
        if not colon:
            raise ValueError("no colon")
        # RFC 6749 §2.3.1: both halves are form-encoded before they are put into the header.
        return unquote_plus(client_id, errors="strict"), unquote_plus(secret, errors="strict")
    except (binascii.Error, ValueError) as error:
        raise BadTokenRequest("invalid_client", "malformed credentials", 401) from error
