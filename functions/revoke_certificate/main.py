"""POST /api/certificates/{id}/revocation: declare a certificate invalid, for a reason."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_certificates import CertificateRecord, Revocation, certificates
from lms_http import Answer, endpoint, ok, parse, path_id


@functions_framework.aio.http
@endpoint
async def revoke_certificate(request: Request) -> Answer[CertificateRecord]:
    """Return 200 with the revoked certificate; 403 for the certificates of somebody else's course.

    Its page says that it was revoked from now on. The reason is shown to the learner and to the
    audit trail, not to the public. A repeat changes nothing and returns the first reason.
    """
    actor = await require(request, "certificate:revoke")
    owner = None if may(actor, "certificate:revoke:any") else actor.id
    revocation = await parse(request, Revocation)

    revoked = await certificates().revoke(
        path_id(request, segment=-2, any_case=True), revocation.reason, owner=owner
    )

    return ok(revoked)
