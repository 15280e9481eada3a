"""GET /api/certificates/{id}: a certificate, for anyone who has its id."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_certificates import Certificate, certificates
from lms_http import Answer, endpoint, ok, path_id


@functions_framework.aio.http
@endpoint
async def get_certificate(request: Request) -> Answer[Certificate]:
    """Return 200, also for a revoked certificate, whose ``revoked_at`` is set; otherwise 404.

    The id cannot be guessed, so knowing it is the permission. No cache keeps the response: a
    revocation is seen at the next look.
    """
    certificate = await certificates().get(path_id(request, any_case=True))

    return ok(certificate, request=request)
