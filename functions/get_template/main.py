"""GET /api/templates/{id}: the wording of a letter, in all languages."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, path_id
from lms_templates import Template, templates


@functions_framework.aio.http
@endpoint
async def get_template(request: Request) -> Answer[Template]:
    """Return the wording in use, the built-in wording, and the variables it may name."""
    await require(request, "template:read")

    template = await templates().get(path_id(request))

    # Never 304: a release may change the built-in wording, which has no version.
    return ok(template, etag=str(template.version))
