"""What watches the platform is started, named and stopped; the platform never needs it."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import psutil
import pytest

from local.errors import StoreFailed
from local.inbox import Mailbox, MailServer
from local.observe import PREPARE, Observers
from local.ports import free_port
from local.processes import Ledger
from tests.patience import patience
from tools.observability import beside

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

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


@pytest.mark.alerts
async def test_an_alert_arrives_in_the_inbox(tmp_path: Path) -> None:
    """A real Alertmanager sends it by the cluster's routes, and the inbox takes it."""
    (tmp_path / "mail").mkdir()
    mailbox = Mailbox(tmp_path / "mail")
    server = MailServer(mailbox, free_port(), "secret")
    await server.start()
    settings = {"LMS_PUBLIC_URL": "http://127.0.0.1:9", "LOCAL_SMTP_URL": server.url}
    urls: list[str] = []

    async def step(_title: str, _module: str, folder: str) -> None:
        found = await asyncio.to_thread(beside.prepare, Path(folder), settings)
        (tmp_path / "programs.json").write_text(json.dumps(found))
        urls.extend(one["url"] for one in found["programs"] if one["name"] == "Alertmanager")

    observers = Observers(tmp_path, tmp_path, Ledger(tmp_path / "processes.json"), print)
    await observers.start(step)
    try:
        alert = {"labels": {"alertname": "FunctionErrors", "severity": "critical"}}
        async with httpx2.AsyncClient(base_url=urls[0], trust_env=False) as client:
            (await client.post("/api/v2/alerts", json=[alert])).raise_for_status()
        async with asyncio.timeout(patience(120)):
            while not mailbox.newest():  # noqa: ASYNC110 - another process has no Event
                await asyncio.sleep(0.1)
    finally:
        await observers.stop()
        await server.stop()
    (mail,) = mailbox.newest()
    assert mail.as_json()["to"] == ["on-call@learning.example"]
    assert "FunctionErrors" in str(mail.as_json()["subject"])


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
