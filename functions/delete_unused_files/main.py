"""DELETE /api/unused-files: delete what the caller has not used for a while."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_courses import courses
from lms_files import FileSum, files
from lms_http import Answer, endpoint, ok
from lms_kernel import Forbidden

# In one request; an owner of more files sees what is left, and asks again.
MOST = 500


@functions_framework.aio.http
@endpoint
async def delete_unused_files(request: Request) -> Answer[FileSum]:
    """Return 200 with what was deleted: some hundred files at most, none of the last seven days.

    The caller's own files that no course of theirs has referred to for seven days, be it a draft or
    archived, and that were not handed in. 403 for admins, whose files may be in anybody's course:
    they delete one by one.
    """
    owner = await require(request, "file:delete")
    if may(owner, "file:delete:any"):
        raise Forbidden("Your files may be in other people's courses. Delete them one by one.")

    used = await courses().files_of(owner.id)

    return ok(await files().delete_unused(owner.id, used=used, limit=MOST))
