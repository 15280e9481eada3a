"""PUT /api/templates/{id}: replace the built-in wording."""

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
    """Return the template as it is used from now on; omitted fields stay as they are.

    422 names each invalid field, such as `words.es.subject`: wording may name the template's
    variables, choose with `if`, loop over a given list with `for`, and use a few filters. 412 when
    If-Match names an outdated version.
    """
    await require(request, "template:update")
    changes = await parse(request, TemplateChanges)

    template = await templates().update(
        path_id(request), changes, check=check_words, versions=if_match(request)
    )

    return ok(template, etag=str(template.version))
