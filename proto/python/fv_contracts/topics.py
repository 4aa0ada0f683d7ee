"""The topics of record, read from the YAML files beside the contracts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_INSTALLED = Path(__file__).with_name("topics")
_CHECKED_OUT = Path(__file__).parents[2] / "topics"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: who owns it, who writes, who reads in groups, who reads by assignment."""

    name: str
    owner: str
    key: str
    partitions: int
    retention_days: int
    producers: tuple[str, ...]
    groups: tuple[str, ...]
    readers: tuple[str, ...]
    messages: tuple[str, ...]


@cache
def load() -> Mapping[str, Topic]:
    """Return every topic by name."""
    folder = _INSTALLED if _INSTALLED.is_dir() else _CHECKED_OUT
    return {topic.name: topic for topic in map(_read, sorted(folder.glob("*.yaml")))}


def _read(path: Path) -> Topic:
    record = yaml.safe_load(path.read_text())
    return Topic(
        name=record["topic"],
        owner=record["owner"],
        key=record["key"],
        partitions=record["partitions"],
        retention_days=record["retention_days"],
        producers=tuple(record["producers"]),
        groups=tuple(record["groups"]),
        readers=tuple(record["readers"]),
        messages=tuple(record["messages"]),
    )
