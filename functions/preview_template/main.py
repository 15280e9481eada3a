"""POST /api/templates/{id}/preview: see a letter before its words are kept."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, parse, path_id
from lms_notifications import PreviewedLetter, TemplatePreview, preview, templates


@functions_framework.aio.http
@endpoint
async def preview_template(request: Request) -> Answer[PreviewedLetter]:
    """Return the letter the wording would produce, as plain text and as HTML.

    Words that are left out are those that are used now, values that are left out are samples.
    Nothing is kept. 422 as keeping the words would answer.
    """
    await require(request, "template:preview")
    wanted = await parse(request, TemplatePreview)

    template = await templates().get(path_id(request, segment=-2))

    return ok(preview(template, wanted), cache="no-store")
