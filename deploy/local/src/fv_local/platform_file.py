"""platform.json: where everything of a running platform answers, and who may call it."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

FILE_NAME = "platform.json"


@dataclass(frozen=True, slots=True)
class Client:
    """An OAuth2 client with the scopes that it may ask for."""

    client_id: str
    secret: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlatformFile:
    """The addresses and clients of one platform, as `viscount up` wrote them.

    `ports` maps a program to its ports by use, `urls` has rest, platform, provider; `grpc`, `ops`
    and `databases` map a program to its address.
    """

    ports: Mapping[str, Mapping[str, int]]
    urls: Mapping[str, str]
    grpc: Mapping[str, str]
    ops: Mapping[str, str]
    databases: Mapping[str, str]
    kafka: str
    broker: str
    clients: Mapping[str, Client]

    @classmethod
    def load(cls, state_dir: Path) -> Self:
        """Read the file in `state_dir`; FileNotFoundError when nothing was ever started there."""
        record: dict[str, Any] = json.loads((state_dir / FILE_NAME).read_text())
        clients = {
            name: Client(client["client_id"], client["secret"], tuple(client["scopes"]))
            for name, client in record.pop("clients").items()
        }
        return cls(clients=clients, **record)

    def save(self, state_dir: Path) -> None:
        """Write the file so that readers see the old one or the new one; it holds secrets."""
        write_private(state_dir / FILE_NAME, json.dumps(asdict(self), indent=2) + "\n")


def write_private(path: Path, text: str) -> None:
    """Replace `path` at once by `text`, readable by its owner alone."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
