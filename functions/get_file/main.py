"""GET /api/files/{id}: a file, and an address to fetch it from."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_files import FileNotFound, files
from lms_http import Answer, endpoint, ok, path_id
from lms_uploads import FileWithLink, link_of


@functions_framework.aio.http
@endpoint
async def get_file(request: Request) -> Answer[FileWithLink]:
    """Return 200 to the owner and to admins, 404 to everybody else.

    Learners get their links with the lesson that shows the file.
    """
    reader = await require(request, "file:read")

    file = await files().get(path_id(request), owner=None)
    if not may(reader, "file:read", owner=file.owner_id):
        raise FileNotFound

    return ok(await link_of(file))
