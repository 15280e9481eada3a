"""POST /api/enrollments: take a seat in a course."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_enrollments import Enrollment, NewEnrollment, enrollments
from lms_http import Answer, created, endpoint, parse
from lms_idempotency import once


@functions_framework.aio.http
@endpoint
async def create_enrollment(request: Request) -> Answer[Enrollment]:
    """Return 201 with the enrollment; 404 for an unknown course, 409 with the reason for a refusal.

    402 for a course with a price: until there are payments, its teacher adds those who have paid.
    A service token has no account and cannot take a seat: 403.
    """
    learner = await require(request, "enrollment:create")
    new_enrollment = await parse(request, NewEnrollment)

    async def work(id_: str) -> Answer[Enrollment]:
        claimed = await enrollments().claim(
            id_, course_id=new_enrollment.course_id, user_id=learner.id
        )
        return created(claimed, location=f"/api/enrollments/{claimed.id}")

    return await once(request, by=learner.id, work=work)
