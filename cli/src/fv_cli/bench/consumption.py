"""What processes consume: CPU seconds and proportional memory, by program."""

from collections.abc import Mapping

import psutil

from fv_local.platform import LocalPlatform
from fv_local.processes import tree


def cpu_seconds(local: LocalPlatform) -> dict[str, float]:
    """Return the CPU seconds that every program, children included, has used since it started."""
    return {
        program.name: sum(map(_seconds_of, tree(program.pid)))
        for program in local.status()
        if program.pid
    }


def memory(local: LocalPlatform) -> dict[str, int]:
    """Return the proportional memory (PSS, bytes) of every program, children included."""
    return {program.name: program.memory_bytes for program in local.status() if program.pid}


def used(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """Return what was used between two readings; a program that restarted counts from its start."""
    return {
        name: seconds - before[name]
        if seconds >= before.get(name, 0.0) and name in before
        else seconds
        for name, seconds in after.items()
    }


def _seconds_of(process: psutil.Process) -> float:
    """Return a process's own seconds with those of its children that have ended."""
    try:
        times = process.cpu_times()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0.0
    ended: float = times.children_user + times.children_system
    own: float = times.user + times.system
    return own + ended
