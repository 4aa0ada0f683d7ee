"""Finds, signals and measures processes of a platform."""

import os
from collections.abc import Iterable
from pathlib import Path

import psutil

MARK = "FV_LOCAL_PLATFORM"
"""The environment variable that every process of a platform inherits: its state folder."""


def tree(pid: int) -> list[psutil.Process]:
    """Return the process and its descendants; empty when it is gone."""
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def marked(folder: Path) -> list[psutil.Process]:
    """Return every process that carries the folder's mark, but the caller."""
    return [
        process
        for process in psutil.process_iter()
        if process.pid != os.getpid() and _mark_of(process) == str(folder)
    ]


def alive(processes: Iterable[psutil.Process]) -> list[psutil.Process]:
    """Return those that still run; psutil tells a process from a later one with the same id."""
    return [
        process
        for process in processes
        if process.is_running() and _status_of(process) != psutil.STATUS_ZOMBIE
    ]


def kill_all(processes: Iterable[psutil.Process]) -> list[str]:
    """Kill what still runs and return its names."""
    killed = []
    strays = alive(processes)
    for process in strays:
        try:
            killed.append(f"{process.name()} ({process.pid})")
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(strays, timeout=5)
    return killed


def memory_bytes(pid: int) -> int:
    """Return the proportional memory (PSS) of a process and its descendants."""
    return sum(map(_memory_of, tree(pid)))


def _memory_of(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0


def _mark_of(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(MARK)
    except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
        return None


def _status_of(process: psutil.Process) -> str:
    try:
        return str(process.status())
    except psutil.NoSuchProcess:
        return str(psutil.STATUS_ZOMBIE)
