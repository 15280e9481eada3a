"""What watches the platform is started, named and stopped; the platform never needs it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import psutil

from local.errors import StoreFailed
from local.observe import PREPARE, Observers
from local.ports import free_port
from local.processes import Ledger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    Step = Callable[[str, str, str], Awaitable[None]]


def preparing(folder: Path, found: dict[str, Any]) -> Step:
    """Return a step that leaves what the module would."""

    async def step(_title: str, module: str, where: str) -> None:
        assert (module, where) == (PREPARE, str(folder))
        (folder / "programs.json").write_text(json.dumps(found))

    return step


def program(name: str, *arguments: str) -> dict[str, Any]:
    """Return a program that serves HTTP, or one with these arguments."""
    port = free_port()
    serve = ("-m", "http.server", "--bind", "127.0.0.1", str(port))
    return {
        "name": name,
        "arguments": [sys.executable, *(arguments or serve)],
        "url": f"http://127.0.0.1:{port}",
        "ready": "/",
    }


async def test_programs_are_started_named_and_stopped(tmp_path: Path) -> None:
    """And people read how to get the others."""
    said: list[str] = []
    observers = Observers(tmp_path, tmp_path, Ledger(tmp_path / "processes.json"), said.append)
    one = program("Prometheus")
    found = {"programs": [one], "missing": ["Grafana is not here"]}
    await observers.start(preparing(tmp_path, found))
    assert said == [f"Prometheus: {one['url']}", "Grafana is not here"]
    running = [p for p in psutil.Process().children(recursive=True) if "http.server" in p.cmdline()]
    assert len(running) == 1
    await observers.stop()
    assert not running[0].is_running()


async def test_a_program_that_does_not_start_is_a_sentence(tmp_path: Path) -> None:
    """With the end of its log; the platform goes on."""
    said: list[str] = []
    observers = Observers(tmp_path, tmp_path, Ledger(tmp_path / "processes.json"), said.append)
    broken = program("Prometheus", "-c", "raise SystemExit('no such flag')")
    await observers.start(preparing(tmp_path, {"programs": [broken], "missing": []}))
    (text,) = said
    assert text.startswith("Not all of what watches the platform runs: Prometheus ended with 1")
    assert "no such flag" in text
    await observers.stop()


async def test_a_step_that_fails_is_a_sentence(tmp_path: Path) -> None:
    """As when the disk is full."""
    said: list[str] = []
    observers = Observers(tmp_path, tmp_path, Ledger(tmp_path / "processes.json"), said.append)

    async def step(_title: str, _module: str, _folder: str) -> None:
        message = "no space"
        raise StoreFailed(message)

    await observers.start(step)
    assert said == ["Not all of what watches the platform runs: no space"]
    await observers.stop()
