"""GET /api/templates: every letter that the platform writes by itself."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok
from lms_templates import TemplateSummary, templates


@functions_framework.aio.http
@endpoint
async def list_templates(request: Request) -> Answer[list[TemplateSummary]]:
    """Return all templates by id, without their words: there are as many as the code writes."""
    await require(request, "template:list")

    found = await templates().all()

    return ok([each.summary() for each in found], request=request)
