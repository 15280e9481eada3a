"""GET /api/templates: every letter the platform writes by itself."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok
from lms_templates import TemplateSummary, templates


@functions_framework.aio.http
@endpoint
async def list_templates(request: Request) -> Answer[list[TemplateSummary]]:
    """Return all templates, ordered by id, without their wording."""
    await require(request, "template:list")

    all_templates = await templates().all()

    return ok([each.summary() for each in all_templates], request=request)
