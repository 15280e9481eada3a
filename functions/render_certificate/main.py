"""GET /certificates/{id}, /certificates/{id}/: tell anyone who asks whether one is genuine."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from lms_certificates import certificates
from lms_http import endpoint, path_id
from lms_kernel import NotFound, Unavailable
from lms_site import (
    Reader,
    certificate_page,
    failed_notice,
    notice_answer,
    unknown_certificate_page,
)


@functions_framework.aio.http
@endpoint
async def render_certificate(request: Request) -> Response:
    """Return a page without a script: the certificate is valid, was revoked, or does not exist.

    No cache keeps it, so a revocation is seen at the next look.
    """
    reader = Reader.of(request)
    try:
        certificate = await certificates().get(path_id(request, any_case=True))
    except NotFound:
        return notice_answer(unknown_certificate_page(reader))
    except Unavailable as fault:
        return notice_answer(failed_notice(reader, fault))
    return notice_answer(certificate_page(reader, certificate))
