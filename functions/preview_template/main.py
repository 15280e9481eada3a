"""POST /api/templates/{id}/preview: see a letter before its wording is saved."""

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

    Wording left out is taken from the one in use, values left out from samples. Nothing is saved.
    422 for whatever saving the wording would refuse.
    """
    await require(request, "template:preview")
    draft = await parse(request, TemplatePreview)

    template = await templates().get(path_id(request, segment=-2))

    return ok(preview(template, draft), cache="no-store")
