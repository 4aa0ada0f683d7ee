"""The file that describes a deployment's clients."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from fv_platform.application.use_cases.identity.seed_clients import ClientSeed


class _Entry(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    client_id: str = Field(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")
    secret: str = Field(min_length=16)
    scopes: frozenset[str]
    subject: str = ""


_ENTRIES = TypeAdapter(list[_Entry])


def read_clients_file(path: Path) -> list[ClientSeed]:
    """Return the clients that the file describes.

    `OSError` when it cannot be read, `ValueError` (pydantic's) when it is no such file.
    """
    entries = _ENTRIES.validate_json(path.read_bytes())
    return [ClientSeed(one.client_id, one.secret, one.scopes, one.subject) for one in entries]
