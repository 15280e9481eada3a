"""PUT /api/files/{id}/completion: say that the upload is done."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_files import File, files
from lms_http import Answer, endpoint, ok, path_id
from lms_uploads import complete


@functions_framework.aio.http
@endpoint
async def complete_file(request: Request) -> Answer[File]:
    """Return 200 with the file, which is available from now on; repeating it changes nothing.

    404 for an unknown file and for somebody else's, 409 while nothing has arrived, 422 when it is
    not what was announced: it is deleted.
    """
    owner = await require(request, "file:create")

    file = await files().get(path_id(request, segment=-2), owner=owner.id)

    return ok(await complete(file))
