"""GET /api/templates/{id}: the words of a letter, in all languages."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, path_id
from lms_templates import Template, templates


@functions_framework.aio.http
@endpoint
async def get_template(request: Request) -> Answer[Template]:
    """Return the words as they are used and as they are built in, with what they may name."""
    await require(request, "template:read")

    template = await templates().get(path_id(request))

    # Never 304: a release may bring other built-in words, which are under no version.
    return ok(template, etag=str(template.version))
