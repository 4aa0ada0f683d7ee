"""Every check of the repository, in stages; `make test` runs this.

Each stage is a command of its own, and all of them run, whatever fails. Two run at a time, but
those that run a whole platform run alone. The end of each failed stage's output is printed last,
then how many tests passed and failed; the exit code says the same.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
LOGS = ROOT / "build" / "test"
TAIL_LINES = 80
STAGE_SECONDS = 1_500
CLOSING_LINE = re.compile(r"\d+ (passed|failed|error).* in \d")
AT_ONCE = 2
SERVICES = ("catalog", "inventory", "orders", "platform")
ALONE = {**{name: f"services/{name}" for name in SERVICES}, "edge": "edge-api"}
"""Members whose tests run in a clean environment of their own, installed from wheels."""
TOGETHER = ("chassis", "deploy/sandbox-payments", "deploy/local", "cli")
"""Members whose tests run in the workspace."""
WHOLE = ("e2e", "chaos", "load")
"""Folders of tests that run a whole platform, each for its session."""


@dataclass(frozen=True)
class Stage:
    """One command and the name under which its time is printed."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether it runs a whole platform, and therefore alone."""
        return self.name.split()[0] in WHOLE


@dataclass(frozen=True)
class Outcome:
    """What became of a stage."""

    stage: Stage
    ok: bool
    seconds: float
    output: str

    def count(self, word: str) -> int:
        """Return how many tests of the stage `passed`, `failed` or had an `error`."""
        closing = [each for each in self.output.splitlines() if CLOSING_LINE.match(each)][-1:]
        return sum(int(number) for number in re.findall(rf"(\d+) {word}", "".join(closing)))


def stages() -> Iterator[Stage]:
    """Yield every stage: the quickest first, then the longest, so that none is left over."""
    yield Stage("lint", ("ruff", "check", "."))
    yield Stage("format", ("ruff", "format", "--check", "."))
    yield Stage("contracts-lint", ("buf", "lint"))
    yield Stage("contracts-format", ("buf", "format", "-d", "--exit-code"))
    yield Stage("imports", ("lint-imports",))
    for member in TOGETHER:
        yield tests(member, f"{member}/tests")
    for name in ALONE:
        yield Stage(f"alone {name}", ("tox", "-q", "-e", f"alone-{name}"))
    yield tests("contracts", "tests/contracts")
    for member in (*TOGETHER, *ALONE.values()):
        yield Stage(f"types {member}", ("mypy", f"{member}/src"))
    for folder in WHOLE:
        yield tests(folder, f"tests/{folder}")
    if shutil.which("java") and shutil.which("mvn"):
        yield Stage(
            "e2e on Apache Kafka", ("pytest", "-q", "tests/e2e"), {"FV_TEST_BROKER": "kafka"}
        )
    else:
        print("Java or Maven is missing: the end-to-end tests do not run on Apache Kafka here.")


def tests(name: str, folder: str) -> Stage:
    """Return a stage of pytest."""
    return Stage(name, ("pytest", "-q", "--durations=5", folder))


def run(stage: Stage) -> Outcome:
    """Run a stage, print its line, keep its output."""
    began = time.monotonic()
    tool, *arguments = stage.command
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        done = subprocess.run(
            [BIN / tool, *arguments],
            cwd=ROOT,
            env={**os.environ, "PATH": path, **stage.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            timeout=STAGE_SECONDS,
        )
        code, output = done.returncode, done.stdout
    except subprocess.TimeoutExpired as late:
        code, output = 1, f"{late.output or b''!r}\nit did not end within {STAGE_SECONDS} s"
    LOGS.mkdir(parents=True, exist_ok=True)
    (LOGS / f"{re.sub(r'[^a-z0-9-]+', '-', stage.name)}.log").write_text(output)
    outcome = Outcome(stage, code == 0, time.monotonic() - began, output)
    print(line(outcome), flush=True)
    return outcome


def line(outcome: Outcome) -> str:
    """Return the line that tells of a stage."""
    passed = outcome.count("passed")
    told = f"{passed:5} passed" if passed else " " * 12
    verdict = "ok    " if outcome.ok else "FAILED"
    return f"{verdict} {outcome.seconds:7.1f} s {told}  {outcome.stage.name}"


def main() -> int:
    """Run the stages whose name contains one of the words given, or all; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="words; only stages whose name has one of them")
    words = parser.parse_args().only
    chosen = [s for s in stages() if not words or any(word in s.name for word in words)]
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(run, (stage for stage in chosen if not stage.whole)))
    outcomes += [run(stage) for stage in chosen if stage.whole]
    failed = [outcome for outcome in outcomes if not outcome.ok]
    for outcome in failed:
        print(f"\n==== {outcome.stage.name}: {shlex.join(map(str, outcome.stage.command))}")
        print("\n".join(outcome.output.splitlines()[-TAIL_LINES:]))
    print(f"\n{time.monotonic() - began:.0f} s")
    passed = sum(outcome.count("passed") for outcome in outcomes)
    broken = sum(outcome.count("failed") + outcome.count("error") for outcome in outcomes)
    # A stage without tests of its own, such as a linter, counts as one when it fails.
    broken += sum(1 for outcome in failed if not outcome.count("failed") + outcome.count("error"))
    print(f"{passed} passed, {broken} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
