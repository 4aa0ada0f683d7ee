"""What the operator chose for a platform; kept, so that the next start needs no options."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal, Self

from fv_local.folder import StateFolder
from fv_local.platform_file import write_private

Broker = Literal["embedded", "kafka", "external"]


@dataclass(frozen=True, slots=True)
class Options:
    """`overrides` adds environment variables to programs by name; `kafka` is an external broker."""

    broker: Broker = "embedded"
    kafka: str = ""
    rest_port: int = 0
    edges: int = 1
    overrides: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: StateFolder) -> Self:
        """Return what was chosen last, the defaults when nothing was."""
        path = folder.run / "options.json"
        return cls(**json.loads(path.read_text())) if path.exists() else cls()

    def save(self, folder: StateFolder) -> None:
        """Keep the choice."""
        write_private(folder.run / "options.json", json.dumps(asdict(self), indent=2) + "\n")
