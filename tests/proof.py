"""What takes too long for `make test`: replays of real sales, quiet and under kills, and the bench.

    make proof                        every part, on the embedded broker and on Apache Kafka
    tests/proof.py --seed 7 kills     one part, with the kills of that seed

The sales are looked for in `online-retail/` below the folder that FV_DATA names, else below
`../shared/data`.
Writes `build/proof.md`: one line of verdict per part, with its figure and its seed. The exit code
is 1 when any part failed.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fv_local.options import Options
from fv_local.platform import LocalPlatform

ROOT = Path(__file__).parents[1]
VISCOUNT = Path(sys.executable).with_name("viscount")
PAGE = ROOT / "build" / "proof.md"
DATA = Path(os.environ.get("FV_DATA", ROOT.parent / "shared" / "data")) / "online-retail"
SALES = DATA / "2010-12.csv.xz"
CALM_SECONDS = (2.0, 5.0)
UP_SECONDS = 300
BENCH_SECONDS = 60


@dataclass(frozen=True)
class Verdict:
    """What a part came to."""

    part: str
    broker: str
    kept: bool
    figure: str


def main() -> int:
    """Run the parts that were asked for and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="all when none is named")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    parser.add_argument("--broker", action="append", choices=["embedded", "kafka"])
    chosen = parser.parse_args()
    verdicts = []
    for broker in chosen.broker or brokers():
        for part in chosen.parts or PARTS:
            verdicts.append(judge(part, broker, chosen.seed))
            print(line(verdicts[-1]), flush=True)
    write_page(verdicts, chosen.seed)
    return 0 if all(verdict.kept for verdict in verdicts) else 1


def brokers() -> list[Any]:
    """Return the brokers that can run here; say so when Kafka cannot."""
    if shutil.which("java") and shutil.which("mvn"):
        return ["embedded", "kafka"]
    print("Apache Kafka is left out: it takes Java 17 and Maven.")
    return ["embedded"]


def judge(part: str, broker: Any, seed: int) -> Verdict:
    """Run one part on a platform of its own."""
    with platform(broker) as local:
        kept, figure = PARTS[part](local, seed)
    return Verdict(part, broker, kept, figure)


@contextmanager
def platform(broker: Any) -> Iterator[LocalPlatform]:
    """Run a platform in a folder of its own; nothing of it is left."""
    with tempfile.TemporaryDirectory(prefix="fv-proof-") as folder:
        local = LocalPlatform(Path(folder) / "state")
        try:
            local.up(Options(broker=broker), timeout=UP_SECONDS)
            yield local
        finally:
            local.down()
            local.forget()


def viscount(local: LocalPlatform, *words: str) -> tuple[bool, dict[str, Any]]:
    """Run a command against the platform; return whether it succeeded, and its JSON."""
    command = [str(VISCOUNT), *words, "--json", "--state", str(local.folder.path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    try:
        return done.returncode == 0, json.loads(done.stdout)
    except json.JSONDecodeError:
        return False, {"output": done.stdout[-500:]}


def replay(local: LocalPlatform, _: int) -> tuple[bool, str]:
    """The month's sales, exactly; a second time adds nothing; the audit is clean."""
    words = ("replay", str(SALES), "--oracle", str(DATA))
    (first, told), (second, again) = viscount(local, *words), viscount(local, *words)
    audited, _found = viscount(local, "audit")
    same = told.get("totals") == again.get("totals")
    figure = f"first {told.get('totals')}, the second adds {'nothing' if same else 'something'}"
    return first and second and audited and same, figure


def kills(local: LocalPlatform, seed: int) -> tuple[bool, str]:
    """The same while processes, servers and the broker are killed at random."""
    storm = Storm(local, random.Random(seed))
    with storm:
        exact, told = viscount(local, "replay", str(SALES), "--oracle", str(DATA))
    local.wait_ready(timeout=UP_SECONDS)
    audited, _found = viscount(local, "audit")
    figure = f"{sum(storm.kills.values())} kills {storm.kills}, {told.get('totals')}"
    return exact and audited, figure


def bench(local: LocalPlatform, _: int) -> tuple[bool, str]:
    """Orders of two lines from request to confirmation, and the audit after them."""
    viscount(local, "up", "--demo")
    clean, told = viscount(local, "bench", "orders", "--seconds", str(BENCH_SECONDS))
    figures = {name: value for name, value in told.items() if isinstance(value, int | float)}
    return clean, ", ".join(f"{name} {value:.4g}" for name, value in figures.items())


PARTS: dict[str, Callable[[LocalPlatform, int], tuple[bool, str]]] = {
    "replay": replay,
    "kills": kills,
    "bench": bench,
}


class Storm:
    """Kills a program every few seconds, any of them, until it is left."""

    def __init__(self, local: LocalPlatform, dice: random.Random) -> None:
        self._local = local
        self._dice = dice
        self._calm = threading.Event()
        self._thread = threading.Thread(target=self._rage)
        self.kills: dict[str, int] = {}

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._calm.set()
        self._thread.join()

    def _rage(self) -> None:
        programs = sorted(status.name for status in self._local.status())
        while not self._calm.wait(self._dice.uniform(*CALM_SECONDS)):
            victim = self._dice.choice(programs)
            if self._local.kill(victim):
                self.kills[victim] = self.kills.get(victim, 0) + 1


def line(verdict: Verdict) -> str:
    """Return the verdict as a row of the page."""
    word = "kept" if verdict.kept else "BROKEN"
    return f"| {verdict.part} | {verdict.broker} | {word} | {verdict.figure} |"


def write_page(verdicts: list[Verdict], seed: int) -> None:
    """Write the page of verdicts."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ).stdout.strip()
    PAGE.parent.mkdir(exist_ok=True)
    head = f"# Proof\n\nCommit {commit}, {time.strftime('%Y-%m-%d %H:%M')}, seed {seed}.\n"
    table = "\n| Part | Broker | Verdict | Figure |\n|---|---|---|---|\n"
    PAGE.write_text(head + table + "\n".join(map(line, verdicts)) + "\n")


if __name__ == "__main__":
    sys.exit(main())
