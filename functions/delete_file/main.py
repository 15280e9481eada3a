"""DELETE /api/files/{id}: delete a file."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_files import FileNotFound, files
from lms_http import Answer, endpoint, no_content, path_id


@functions_framework.aio.http
@endpoint
async def delete_file(request: Request) -> Answer[None]:
    """Return 204; 404 for an unknown file, and for somebody else's unless an admin asks.

    409 for what its owner has handed in: it stays with the submission. Only an admin removes that.
    No lesson links to it any more; what it took of the quota is free, and its bytes go in a day.
    """
    actor = await require(request, "file:delete")

    file = await files().get(path_id(request), owner=None)
    if not may(actor, "file:delete", owner=file.owner_id):
        raise FileNotFound
    await files().delete(file, also_handed_in=may(actor, "file:delete:any"))

    return no_content()
