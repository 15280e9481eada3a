"""POST /api/courses/{course_id}/learners: give somebody a seat, whatever the course costs."""

from __future__ import annotations

from functools import partial

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_courses import look_up_authored
from lms_enrollments import Enrollment, NewLearner, enrollments
from lms_http import Answer, created, endpoint, parse, path_id
from lms_idempotency import once
from lms_limits import limit


@functions_framework.aio.http
@endpoint
async def add_learner(request: Request) -> Answer[Enrollment]:
    """Return 201 with the enrollment, and with who the learner is.

    404 for an unknown course or person, 409 with the reason for a refusal. A caller may try 60
    times an hour: each try says whether an address has an account.
    """
    teacher = await require(request, "learner:add")
    new_learner = await parse(request, NewLearner)
    new_learner.check()
    course = await look_up_authored(
        path_id(request, segment=-2), may=partial(may, teacher, "learner:add")
    )

    async def work(id_: str) -> Answer[Enrollment]:
        await limit("add_learner", teacher.id, per_hour=60)
        added = await enrollments().add(id_, new_learner, course_id=course.id)
        return created(added, location=f"/api/enrollments/{added.id}")

    return await once(request, by=teacher.id, work=work)
