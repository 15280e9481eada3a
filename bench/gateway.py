"""The cached page through the gateway, next to the same page straight from a process."""

from __future__ import annotations

import contextlib

import psutil

from bench import contestants
from bench.machine import MEASURED, pin
from bench.platform import Platform
from bench.results import Table
from bench.servers import ask, running
from bench.stage import Stage
from bench.turns import in_turn
from tools.tree import ROOT


def measure(stage: Stage) -> dict[str, Table]:
    """Return the rates of both; each of the two processes has the measured core while it works."""
    platform = stage.platform
    ask(platform.port, contestants.PAGE)
    pin(_process(platform, "list_courses"), MEASURED)
    ours = contestants.function("list_courses", platform, contestants.PAGE)
    with running([ours], stage.folder) as servers:
        urls = {
            "direct": servers["list_courses"].url + contestants.PAGE.path,
            "gateway": platform.url + contestants.PAGE.path,
        }
        rates = in_turn(stage.generator, urls, stage.pace)
    note = "The gateway shares its core with the load generator."
    return {"gateway": Table("The cached page through the gateway", "requests/s", rates, note)}


def _process(platform: Platform, function: str) -> int:
    """Return the id of the process that the platform runs for a function."""
    folder = str(ROOT / "build/functions" / function)
    for pid in platform.processes():
        with contextlib.suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).cwd() == folder:
                return pid
    raise LookupError(f"no process of {function} is running")
