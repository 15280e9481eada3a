"""The links that let a browser send and fetch files."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from lms_files import File, files, key_of, resized_key
from lms_kernel import FileLink
from lms_metrics import uploads
from lms_objects import Upload, objects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lms_files import Cover, NewFile
    from lms_objects import Signed


class NewUpload(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was announced, and the request that uploads it; null once it has arrived."""

    file: File
    upload: Upload | None = None


class FileWithLink(File, frozen=True, kw_only=True):
    """A file and an address to fetch it from; null until it has arrived."""

    url: str | None = None
    expires_at: datetime | None = None


async def announce_file(file_id: str, new: NewFile, *, owner: str) -> NewUpload:
    """Write a file down and sign its upload: exactly this type and length, once.

    A repeat with the same id gets the same file and a new address, until it has arrived. The file
    may be that of another request, whose key was forgotten: the caller compares. Raises what adding
    a file raises; only what was added counts as announced.
    """
    # Signed first: while the store is down, nothing is written down.
    key = key_of(new.purpose, file_id)
    upload = await objects().upload(key, content_type=new.content_type, length=new.bytes)
    file = await files().add(file_id, new, owner=owner)
    if file.stored_at is not None or not file.was_announced_as(new):
        return NewUpload(file=file)
    uploads.labels(new.purpose, "announced").inc()
    return NewUpload(file=file, upload=upload)


async def link_of(file: File) -> FileWithLink:
    """Return a file with an address to fetch it from, if it has arrived."""
    shown = msgspec.structs.asdict(file)
    if file.stored_at is None:
        return FileWithLink(**shown)
    signed = await objects().link(file.key, name=file.name, content_type=file.content_type)
    return FileWithLink(**shown, url=signed.url, expires_at=signed.expires_at)


async def cover_link(cover: Cover, width: int | None) -> Signed:
    """Sign an address of a cover: so wide if there is one, else as it was uploaded."""
    if width is None or width not in (cover.widths or ()):
        return await objects().link(cover.key, name=cover.name, content_type=cover.content_type)
    name = f"{cover.name.rpartition('.')[0] or cover.name}-{width}.webp"
    key = resized_key(cover.id, width)
    return await objects().link(key, name=name, content_type="image/webp")


async def links(ids: Sequence[str], *, owner: str) -> dict[str, FileLink]:
    """Return the links to those files that are there, by their ids, after one query.

    ``owner`` is whose course or submission shows them: nobody gets at the files of somebody else
    by naming them in a course of their own.
    """
    signed = {}
    for file in await files().linked(ids, owner=owner):
        link = await objects().link(file.key, name=file.name, content_type=file.content_type)
        signed[file.id] = FileLink(
            url=link.url,
            name=file.name,
            content_type=file.content_type,
            bytes=file.bytes,
            expires_at=link.expires_at,
        )
    return signed
