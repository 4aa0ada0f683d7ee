"""The platform's secrets: drawn once, kept in the state folder with mode 600."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from fv_local.folder import StateFolder
from fv_local.platform_file import Client, write_private

SCOPES = (
    "catalog:read",
    "catalog:write",
    "inventory:read",
    "inventory:write",
    "orders:read",
    "orders:write",
    "orders:admin",
    "orders:negotiate",
    "orders:on-behalf",
    "operations:read",
    "operations:admin",
    "platform:read",
)

CLIENT_SCOPES: Mapping[str, tuple[str, ...]] = {
    "operator": SCOPES,
    "shop": ("orders:read", "orders:write"),
    "importer": tuple(scope for scope in SCOPES if scope != "platform:read"),
    "edge": (
        "catalog:read",
        "inventory:read",
        "orders:read",
        "platform:read",
        "operations:read",
        "operations:on-behalf",
    ),
}
"""The clients that the local platform knows, with what each may ask for."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """The databases' password and the OAuth2 clients."""

    database_password: str
    clients: Mapping[str, Client]


def load_or_draw(folder: StateFolder) -> Secrets:
    """Return the folder's secrets; those that it lacks are drawn and written down."""
    path = folder.run / "secrets.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    password = known.setdefault("database_password", secrets.token_hex(16))
    of_clients = known.setdefault("clients", {})
    for name in CLIENT_SCOPES:
        of_clients.setdefault(name, secrets.token_urlsafe(32))
    write_private(path, json.dumps(known, indent=2) + "\n")
    clients = {
        name: Client(name, of_clients[name], scopes) for name, scopes in CLIENT_SCOPES.items()
    }
    return Secrets(password, clients)


def write_clients_file(folder: StateFolder, clients: Mapping[str, Client]) -> str:
    """Write the file from which the platform service seeds its clients, and return its path."""
    path = folder.run / "clients.json"
    listed = [
        {"client_id": client.client_id, "secret": client.secret, "scopes": list(client.scopes)}
        for client in clients.values()
    ]
    write_private(path, json.dumps(listed, indent=2) + "\n")
    return str(path)
