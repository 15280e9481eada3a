"""GET /api/certificates/{id}/credential: a certificate as an Open Badges 3.0 credential."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_badges import CREDENTIAL, badge_of
from lms_certificates import RevokedCertificate, certificates
from lms_http import Answer, download, endpoint, path_id


@functions_framework.aio.http
@endpoint
async def get_credential(request: Request) -> Answer[bytes]:
    """Return 200 with a signed JWT for badge backpacks; 409 for a revoked certificate.

    The header names the key and holds it; the same key is in ``/.well-known/jwks.json``. Whether
    the certificate was revoked later, the list that ``credentialStatus`` names says.
    """
    entry = await certificates().entry(path_id(request, segment=-2, any_case=True))
    if entry.certificate.revoked_at is not None:
        raise RevokedCertificate

    credential = badge_of(entry.certificate, entry.status_index)

    name = f"badge-{entry.certificate.id}.jwt"
    return download(credential, CREDENTIAL, name=name, request=request)
