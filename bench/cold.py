"""Cold starts, each alone: from the start of a process to its first answer, and what it then uses.

The stores are warm and the page is in the cache, as when a second copy starts.
"""

from __future__ import annotations

import json

from bench import contestants
from bench.results import Figure, Table
from bench.servers import Program, Request, start
from bench.stage import Stage
from bench.statistics import sample

NOBODY = json.dumps({"course_id": "0198f0c0-0000-7000-8000-000000000000"})


def measure(stage: Stage) -> dict[str, Table]:
    """Start each contestant once in every round."""
    statements = stage.folder / "statements.json"
    contestants.write_statements(statements)
    programs = [*_functions(stage), contestants.hello()]
    programs += [
        contestants.fastapi(stage.platform, statements),
        contestants.express(stage.platform, statements),
    ]
    seconds: dict[str, list[float]] = {each.name: [] for each in programs}
    memory: dict[str, list[float]] = {each.name: [] for each in programs}
    # The first round fills the disk's cache and the page cache, and is not counted.
    for number in range(stage.pace.rounds + 1):
        for program in programs:
            server = start(program, stage.folder / f"{program.name}.log")
            bytes_used = server.memory
            server.stop()
            if number:
                seconds[program.name].append(server.seconds * 1000)
                memory[program.name].append(bytes_used / 2**20)
    return {
        "cold": Table(
            "Process start to first answer",
            "ms",
            {name: Figure(sample(found)) for name, found in seconds.items()},
            "log_in and create_enrollment refuse their first request; the password's deliberately "
            "slow hash would hide the start.",
        ),
        "memory": Table(
            "Memory after the first answer",
            "MiB",
            {name: Figure(sample(found)) for name, found in memory.items()},
            "Proportional set size of a process alone.",
        ),
    }


def _functions(stage: Stage) -> list[Program]:
    json_body = {"Content-Type": "application/json"}
    signed_in = json_body | {"Authorization": f"Bearer {stage.seeds.learners[0]}"}
    return [
        contestants.function("list_courses", stage.platform, contestants.PAGE),
        contestants.function(
            "log_in",
            stage.platform,
            Request("/api/auth/login", "POST", json_body, "{}", statuses=(422,)),
        ),
        contestants.function(
            "create_enrollment",
            stage.platform,
            Request("/api/enrollments", "POST", signed_in, NOBODY, statuses=(404,)),
        ),
    ]
