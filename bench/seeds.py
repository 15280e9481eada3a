"""What the measured platform holds besides its catalog: learners who are signed in, one course.

    python -m bench.seeds

runs with a function's environment, and prints as JSON what it has written.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from dataclasses import dataclass

import psycopg

from bench.courses import write_courses
from bench.platform import Platform
from tools.tree import ROOT

COURSES = 1_000
LEARNERS = 50
# Ids that a script can count up: the n-th learner, the n-th course.
LEARNER = "0198f0c0-0001-7000-8000-"
COURSE = "0198f0c0-0002-7000-8000-"

# Nobody is turned away, so that every request does the same work.
_COUNTED = f"""
UPDATE catalog SET price_amount = 0,
    course_id = ('{COURSE}' || lpad(right(slug, -7), 12, '0'))::uuid;
DELETE FROM seats;
INSERT INTO seats (course_id, capacity) SELECT course_id, NULL FROM catalog;
INSERT INTO users (id, email, name, password_hash)
SELECT ('{LEARNER}' || lpad(n::text, 12, '0'))::uuid, 'learner' || n || '@example.org',
       'Learner ' || n, '-'
FROM generate_series(0, {LEARNERS - 1}) AS n;
"""  # noqa: S608 - put together from the constants above alone


@dataclass(frozen=True)
class Seeds:
    """What was written."""

    learners: list[str]
    """The learners' access tokens, in the order of their numbers."""
    course: str
    """The path of a course's page, which has modules and lessons."""


def write(platform: Platform) -> Seeds:
    """Fill the empty stores of a platform."""
    url = platform.environment["DATABASE_URL"]
    write_courses(url, COURSES)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_COUNTED)
    written = subprocess.check_output(
        [sys.executable, "-m", "bench.seeds"],
        cwd=ROOT,
        env=platform.environment_of("log_in") | platform.environment,
        text=True,
    )
    return Seeds(**json.loads(written))


async def _write() -> dict[str, object]:
    from lms_access import sessions
    from lms_access.signing import tokens_for
    from lms_courses import courses
    from lms_kernel import close_providers, derived_id
    from local.demo.school import programme
    from local.demo.seed import make_course

    try:
        tokens = []
        for number in range(LEARNERS):
            opened = await sessions().open(f"{LEARNER}{number:012}", "student", version=1)
            tokens.append(tokens_for(opened, with_refresh_token=False).access_token)
        demo = next(one for one in programme() if one.fields["status"] == "published")
        await make_course(demo, f"{LEARNER}{0:012}")
        course = await courses().find(derived_id("demo", "course", demo.key))
    finally:
        await close_providers()
    return {"learners": tokens, "course": f"/courses/{course.slug}"}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_write())))
