"""DELETE /api/templates/{id}: restore the built-in wording, in all languages."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, if_match, no_content, path_id
from lms_templates import templates


@functions_framework.aio.http
@endpoint
async def reset_template(request: Request) -> Answer[None]:
    """Return 204, also when nothing had been changed: wording and channels are built in again."""
    await require(request, "template:update")

    await templates().reset(path_id(request), versions=if_match(request))

    return no_content()
