"""GET /api/certificates: the caller's own certificates."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_certificates import CertificateRecord, certificates
from lms_http import Answer, endpoint, ok, query
from lms_kernel import Page, PageQuery, page_of


@functions_framework.aio.http
@endpoint
async def list_certificates(request: Request) -> Answer[Page[CertificateRecord]]:
    """Return 200 with a page, newest first; one that was revoked says why."""
    learner = await require(request, "certificate:list")
    wanted = query(request, PageQuery)

    found = await certificates().page(learner.id, **wanted.window)

    return ok(page_of(wanted, found, lambda each: each.place))
