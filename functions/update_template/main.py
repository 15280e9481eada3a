"""PUT /api/templates/{id}: put other words in the place of the built-in ones."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, if_match, ok, parse, path_id
from lms_letters import check_words
from lms_templates import Template, TemplateChanges, templates


@functions_framework.aio.http
@endpoint
async def update_template(request: Request) -> Answer[Template]:
    """Return the template as it is used from now on; what is left out stays as it is.

    422 names each field at fault, such as `words.es.subject`, when words cannot be used: they may
    name the template's variables, choose with if, go over a given list with for, and use a few
    filters. 412 when If-Match names a version that is not the newest any more.
    """
    await require(request, "template:update")
    changes = await parse(request, TemplateChanges)

    template = await templates().update(
        path_id(request), changes, check=check_words, version=if_match(request)
    )

    return ok(template, etag=str(template.version))
