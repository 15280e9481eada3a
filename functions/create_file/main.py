"""POST /api/files: announce a file, and get the address to which the browser uploads it."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_files import NewFile, check, files, purposes
from lms_http import Answer, created, endpoint, parse
from lms_idempotency import once
from lms_kernel import Forbidden
from lms_uploads import NewUpload, upload_of


@functions_framework.aio.http
@endpoint
async def create_file(request: Request) -> Answer[NewUpload]:
    """Return 201 with the file and the request that uploads it: exactly this type and length.

    403 for a purpose that is for authors, 422 for a type or a length that its purpose does not
    take, 409 when it does not fit into the owner's quota. Repeating it signs a new address.
    """
    owner = await require(request, "file:create")
    new = await parse(request, NewFile)
    if not may(owner, purposes[new.purpose].permission):
        raise Forbidden(f"Your account cannot upload files for the purpose {new.purpose}.")
    check(new.purpose, new.content_type, new.bytes)

    async def work(id_: str) -> Answer[NewUpload]:
        upload = await upload_of(id_, new)
        file = await files().add(id_, new, owner=owner.id)
        location = f"/api/files/{file.id}"
        return created(NewUpload(file=file, upload=upload), location)

    return await once(request, by=owner.id, work=work)
