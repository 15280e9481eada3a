"""GET /api/files: the files that somebody keeps, what for, and how much room they take."""

from __future__ import annotations

import functions_framework.aio
import msgspec
from starlette.requests import Request

from lms_access import may, require
from lms_files import NO_FILES, FileSelection, FileSum, ListedFile, PurposeUsage, files, purposes
from lms_http import Answer, endpoint, ok, query
from lms_kernel import Forbidden, Id, Page, PageQuery, by_creation, page_of


class FileQuery(PageQuery, frozen=True, kw_only=True):
    """Whose files (the caller's without an ``owner_id``), only used or unused ones, which page."""

    owner_id: Id | None = None
    in_use: bool | None = None


class FilePage(Page[ListedFile], frozen=True, kw_only=True):
    """A page of files; ``unused`` is what DELETE /api/unused-files would delete of all of them."""

    usage: list[PurposeUsage]
    unused: FileSum


@functions_framework.aio.http
@endpoint
async def list_files(request: Request) -> Answer[FilePage]:
    """Return 200 with a page, newest first, and the room that is taken and allowed.

    Whether a course uses a file is known a moment after the course was saved. Only admins may ask
    for another ``owner_id``: 403; what that person may upload is not known here, so their list has
    the room of what they keep.
    """
    viewer = await require(request, "file:list")
    wanted = query(request, FileQuery)
    owner_id = wanted.owner_id or viewer.id
    if owner_id != viewer.id and not may(viewer, "file:list:any"):
        raise Forbidden("Only administrators can see other people's files.")

    found = await files().page(FileSelection(owner_id, wanted.in_use), **wanted.window)

    usage = [
        PurposeUsage.of(purpose, found.usage.get(purpose, NO_FILES))
        for purpose, rule in purposes.items()
        if purpose in found.usage or (owner_id == viewer.id and may(viewer, rule.permission))
    ]
    page = msgspec.structs.asdict(page_of(wanted, found.part, by_creation))
    return ok(FilePage(**page, usage=usage, unused=found.unused))
