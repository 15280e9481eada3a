"""POST /api/templates/{id}/preview: see a letter before its words are stored."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, parse, path_id
from lms_letters import PreviewedLetter, TemplatePreview, preview
from lms_templates import templates


@functions_framework.aio.http
@endpoint
async def preview_template(request: Request) -> Answer[PreviewedLetter]:
    """Return the letter the wording would produce, as plain text and as HTML.

    Words that are left out are the current ones, values that are left out are the samples.
    Nothing is stored. 422 where storing the words would be refused.
    """
    await require(request, "template:preview")
    trial = await parse(request, TemplatePreview)

    template = await templates().get(path_id(request, segment=-2))

    return ok(preview(template, trial), cache="no-store")
