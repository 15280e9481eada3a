"""The host as a whole, with tiny functions: start, serve, heal, stop."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx2
import psutil
import pytest
import yaml

from local import __main__ as command_line
from local.data_directory import DataDirectory
from local.errors import PortTaken, StoreFailed
from local.host import Host
from local.options import Options
from local.ports import free_port
from local.project import HERE, Project
from tests.patience import patience

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    Until = Callable[..., Awaitable[None]]

OUTSIDE = {"PATH": os.environ["PATH"], "HOME": "/tmp"}  # noqa: S108 - not used


@pytest.fixture
def project(tmp_path: Path, stage: Callable[..., Path]) -> Project:
    """Return a small project: two functions, a trigger, a source, migrations that do nothing."""
    stage("list-courses", "GET /api/courses", envs={"DATABASE_URL": "{{ secret:postgres:url }}"})
    stage("index-course")
    for folder in ("tools", "local", "local/demo"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
    (tmp_path / "tools" / "migrate.py").write_text("import os; os.environ['DATABASE_URL']")
    (tmp_path / "local" / "demo" / "seed.py").write_text("print('loaded')")
    for folder in ("triggers", "sources"):
        (tmp_path / "eventing" / folder).mkdir(parents=True)
    api = "serving.knative.dev/v1"
    service = {"ref": {"apiVersion": api, "kind": "Service", "name": "index-course"}}
    trigger = {
        "kind": "Trigger",
        "metadata": {"name": "index-course"},
        "spec": {"broker": "default", "subscriber": service},
    }
    source = {
        "kind": "PingSource",
        "metadata": {"name": "tick"},
        "spec": {"schedule": "0 0 1 1 *", "sink": service},
    }
    (tmp_path / "eventing" / "triggers" / "a.yaml").write_text(yaml.safe_dump(trigger))
    (tmp_path / "eventing" / "sources" / "a.yaml").write_text(yaml.safe_dump(source))
    return Project(tmp_path)


@pytest.mark.parametrize("mail", ["", "smtp://mail.example:25"])
async def test_programs_find_what_functions_use(
    project: Project, short_path: Path, mail: str
) -> None:
    """Also a mail server of somebody's own; the inbox keeps an address next to it."""
    options = Options(port=free_port(), data=short_path / "data")
    host = Host(options, project, OUTSIDE | ({"SMTP_URL": mail} if mail else {}))
    found = json.loads((short_path / "data/run/environment.json").read_text())
    stores = {"DATABASE_URL": "postgres", "MONGODB_URL": "mongodb", "REDIS_URL": "redis"}
    for name, store in stores.items():
        assert found[name] == host.stores[store].url
    assert found["LMS_OBJECTS_URL"] == f"http://127.0.0.1:{options.port}/learning-files"
    assert found["LMS_OBJECTS_KEY"]
    assert found["LOCAL_SMTP_URL"].startswith("smtp://learning:")
    assert found["SMTP_URL"] == (mail or found["LOCAL_SMTP_URL"])
    await host.stop()


async def test_a_platform_lives(project: Project, short_path: Path, until: Until) -> None:
    """Started, asked, published to, hurt, healed and stopped, it leaves nothing behind."""
    lines: list[str] = []
    options = Options(port=free_port(), data=short_path / "data", idle=1.0)
    host = Host(options, project, OUTSIDE, lines.append)
    before = set(psutil.Process().children(recursive=True))
    assert not host.is_ready
    await host.start()
    assert lines[-1] == f"Ready: {options.public_url}"
    assert any(line.startswith("student: ") for line in lines)
    assert any(line.startswith("PostgreSQL ready in") for line in lines)

    async with httpx2.AsyncClient(base_url=options.public_url, timeout=60) as client:
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/api/courses")).status_code == 200
        assert "is running" in (await client.get("/")).text
        assert (await client.get("/_local")).headers["location"] == "/_local/"

        await host.broker.publish(
            {"specversion": "1.0", "id": "e1", "source": "/x", "type": "a.b", "data": {"n": 1}}
        )
        log = short_path / "data" / "logs" / "index-course.log"
        await until(lambda: log.exists() and 'event e1 {"n":1}' in log.read_text())

        async def health() -> int:
            return (await client.get("/healthz")).status_code

        redis: Any = host.stores["redis"]
        os.kill(redis.pid, signal.SIGSTOP)

        async def is_unwell() -> bool:
            return await health() == 503

        await until(is_unwell)
        os.kill(redis.pid, signal.SIGKILL)

        async def is_well() -> bool:
            return await health() == 200

        await until(is_well, 15)
        await until(lambda: not any(one.replicas for one in host.functions))

    children = set(psutil.Process().children(recursive=True)) - before
    assert children
    await host.stop()
    _, alive = psutil.wait_procs(children, timeout=patience(3))
    assert not alive

    lines.clear()
    again = Host(options, project, OUTSIDE, lines.append)
    await again.start()
    assert not any("Demo data" in line for line in lines)
    assert any(line.startswith("student: ") for line in lines)
    await again.stop()


async def test_failed_migrations_end_the_start(project: Project, short_path: Path) -> None:
    """With the reason; whatever was started is stopped again."""
    (project.root / "tools" / "migrate.py").write_text("raise SystemExit('no such column')")
    options = Options(port=free_port(), data=short_path / "data", demo=False)
    host = Host(options, project, OUTSIDE, lambda _: None)
    with pytest.raises(StoreFailed, match="no such column"):
        await host.start()
    assert "set-up" in host.missing()
    assert "broker" in host.missing()
    await host.stop()
    DataDirectory(options.data).close()


async def test_a_taken_port_stops_everything_before_it_starts(
    project: Project, short_path: Path
) -> None:
    """No store is touched."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        options = Options(port=taken.getsockname()[1], data=short_path / "data")
        with pytest.raises(PortTaken):
            Host(options, project, OUTSIDE)
    assert not (short_path / "data" / "postgres").exists()


async def test_an_external_store_that_is_away_does_not_stop_the_start(
    project: Project, short_path: Path
) -> None:
    """It may come up later; the health check reports it until then."""
    lines: list[str] = []
    outside = {**OUTSIDE, "MONGODB_URL": f"mongodb://127.0.0.1:{free_port()}/x"}
    options = Options(port=free_port(), data=short_path / "data", demo=False)
    host = Host(options, project, outside, lines.append)
    await host.start()
    assert host.missing() == ["MongoDB"]
    assert any(line.startswith("MongoDB does not respond yet") for line in lines)
    await host.stop()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_stops_the_command(
    project: Project,
    short_path: Path,
    number: signal.Signals,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """At any moment, here in the middle of the start."""
    started = asyncio.Event()

    class SlowHost(Host):
        async def start(self) -> None:
            started.set()
            await asyncio.sleep(60)

    monkeypatch.setattr(
        command_line, "Host", lambda options, say: SlowHost(options, project, OUTSIDE, say)
    )
    options = Options(port=free_port(), data=short_path / "data", demo=False)
    running = asyncio.create_task(command_line.run(options))
    await started.wait()
    os.kill(os.getpid(), number)
    await running
    assert "Stopping" in capsys.readouterr().out


def test_the_command_says_in_one_line_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], short_path: Path
) -> None:
    """A taken port: one line, status 1."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(command_line, "Host", _refusing)
        assert command_line.main(["--port", str(port), "--data", str(short_path / "d")]) == 1
    assert capsys.readouterr().err == f"port {port} is taken\n"


def _refusing(options: Options, say: object) -> Host:
    message = f"port {options.port} is taken"
    raise PortTaken(message)


async def test_a_start_that_fails_is_stopped_and_reported(
    project: Project, short_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error is passed on to be printed."""
    (project.root / "tools" / "migrate.py").write_text("raise SystemExit(3)")
    monkeypatch.setattr(
        command_line, "Host", lambda options, say: Host(options, project, OUTSIDE, say)
    )
    with pytest.raises(StoreFailed):
        await command_line.run(Options(port=free_port(), data=short_path / "data", demo=False))


async def test_a_running_command_ends_with_a_signal_and_status_0(
    project: Project, short_path: Path
) -> None:
    """The whole command in its own process, until it is ready and gets SIGTERM."""
    code = (
        "import sys; from pathlib import Path; from local import __main__ as m, host;"
        f"host.Project = lambda: host_project; from local.project import Project;"
        f"host_project = Project(Path({str(project.root)!r}));"
        "sys.exit(m.main(sys.argv[1:]))"
    )
    arguments = ["--no-demo", "--port", str(free_port()), "--data", str(short_path / "data")]
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, *arguments, stdout=subprocess.PIPE, cwd=HERE
    )
    assert running.stdout is not None
    async with asyncio.timeout(150):
        async for line in running.stdout:
            if line.startswith(b"Ready:"):
                break
    running.send_signal(signal.SIGTERM)
    assert b"Stopping" in await running.stdout.read()
    assert await running.wait() == 0
