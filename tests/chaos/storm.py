"""Kills at random: functions, Redis, and the host with the broker in it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from typing import TYPE_CHECKING

import httpx2

if TYPE_CHECKING:
    import random

    from tests.e2e.platform import Platform

# How many of ten kills hit a function, Redis, everything at once, and the host alone.
_WEIGHTS = {"function": 6, "redis": 2, "power": 1, "host": 1}


def plan(kills: int, moments: random.Random) -> list[str]:
    """Return what is killed, in which order: each kind at least once."""
    kinds = list(_WEIGHTS)
    more = moments.choices(kinds, weights=list(_WEIGHTS.values()), k=max(0, kills - len(kinds)))
    return moments.sample([*kinds, *more], k=len(kinds) + len(more))


async def rage(platform: Platform, kills: list[str], moments: random.Random) -> Counter[str]:
    """Kill one after another with SIGKILL; return what was killed how often, functions by name.

    The host restarts functions and Redis by itself; this restarts the host.
    """
    killed: Counter[str] = Counter()
    for each in kills:
        await asyncio.sleep(moments.uniform(0.3, 2.5))
        if each in {"power", "host"}:
            await asyncio.to_thread(_kill_host, platform, alone=each == "host")
            killed[each] += 1
            await asyncio.to_thread(platform.start)
        else:
            killed[await asyncio.to_thread(_kill_child, platform, each, moments)] += 1
    return killed


def _kill_host(platform: Platform, *, alone: bool) -> None:
    if not alone:
        platform.kill()
        return
    assert platform.process is not None
    platform.process.kill()
    platform.process.wait(30)


def _kill_child(platform: Platform, kind: str, moments: random.Random) -> str:
    """Kill a working function, or Redis; return its name, or that none was running."""
    try:
        status = platform.status()
    except (httpx2.HTTPError, ValueError):
        return "nobody"
    found = status["functions"] if kind == "function" else status["stores"]
    victims = [
        (str(one["name"]), int(one["pid"]))
        for one in found
        if one["pid"] and (kind == "function" or one["name"] == "redis")
    ]
    if not victims:
        return "nobody"
    name, pid = moments.choice(victims)
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return "nobody"
    return name
