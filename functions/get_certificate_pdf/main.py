"""GET /api/certificates/{id}/pdf: a certificate to print, for anyone who has its id."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_certificates import RevokedCertificate, certificates
from lms_http import Answer, download, endpoint, path_id
from lms_site import READER_FIELDS, Reader
from lms_typesetting import certificate_pdf

PDF = "application/pdf"


@functions_framework.aio.http
@endpoint
async def get_certificate_pdf(request: Request) -> Answer[bytes]:
    """Return 200 with a PDF of one page in the reader's language; 409 for a revoked certificate."""
    certificate = await certificates().get(path_id(request, segment=-2, any_case=True))
    if certificate.revoked_at is not None:
        raise RevokedCertificate

    pdf = await certificate_pdf(certificate, Reader.of(request).words)

    name = f"certificate-{certificate.id}.pdf"
    headers = {"Vary": ", ".join(READER_FIELDS)}
    return download(pdf, PDF, name=name, request=request, headers=headers)
