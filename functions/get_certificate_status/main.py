"""GET /api/certificate-statuses/{number}: which certificates of a list were revoked."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_badges import CREDENTIAL, LIST_SIZE, status_list
from lms_certificates import certificates
from lms_http import Answer, download, endpoint, path_id
from lms_kernel import NotFound

# A billion certificates.
MOST_LISTS = 10_000
HEADERS = {"Cache-Control": "public, max-age=300"}


@functions_framework.aio.http
@endpoint
async def get_certificate_status(request: Request) -> Answer[bytes]:
    """Return 200 with a signed W3C Bitstring Status List of 131,072 certificates.

    It says of none whose it is. Caches may keep it for five minutes: so late does a verifier learn
    of a revocation. 404 for what is no number of a list.
    """
    name = path_id(request)
    if not (name.isdecimal() and name.isascii() and int(name) < MOST_LISTS):
        raise NotFound("There is no list with this number.")
    number = int(name)

    revoked = await certificates().revoked(number * LIST_SIZE, LIST_SIZE)

    content = status_list(number, revoked)
    file = f"certificate-statuses-{number}.jwt"
    return download(content, CREDENTIAL, name=file, request=request, headers=HEADERS)
