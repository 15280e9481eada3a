"""GET /.well-known/jwks.json: the public keys that verify access tokens."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import KeySet, public_keys
from lms_http import Answer, endpoint, ok, shared


@functions_framework.aio.http
@endpoint
@shared()
async def get_jwks(request: Request) -> Answer[KeySet]:
    """Return the key set; a new key is published everywhere before it signs anything."""
    return ok(public_keys(), cache="public, max-age=300", request=request)
