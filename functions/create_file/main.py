"""POST /api/files: announce a file, and get the address to which the browser uploads it."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_files import NewFile, check, purposes
from lms_http import Answer, created, endpoint, parse
from lms_idempotency import IdempotencyKeyReused, claim
from lms_kernel import Forbidden
from lms_uploads import NewUpload, announce_file


@functions_framework.aio.http
@endpoint
async def create_file(request: Request) -> Answer[NewUpload]:
    """Return 201 with the file and the request that uploads it: exactly this type and length.

    403 for a purpose that is for authors, 422 for a type or a length that its purpose does not
    take, 409 when it does not fit into the owner's quota. Repeating it signs a new address for the
    same file; there is none when the file has arrived, and 409 when it was deleted.
    """
    owner = await require(request, "file:create")
    new = await parse(request, NewFile)
    if not may(owner, purposes[new.purpose].permission):
        raise Forbidden(
            "Only people who teach can upload files for courses. If you do, ask an administrator."
        )
    check(new.purpose, new.content_type, new.bytes)

    id_ = await claim(request, by=owner.id)
    announced = await announce_file(id_, new, owner=owner.id)
    if not announced.file.was_announced_as(new):
        raise IdempotencyKeyReused("Use a new key for a new request.")

    return created(announced, f"/api/files/{id_}")
