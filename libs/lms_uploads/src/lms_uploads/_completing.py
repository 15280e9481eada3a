"""Whether a file has arrived, and whether it is what it was announced as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms_files import files
from lms_metrics import uploads
from lms_objects import objects
from lms_uploads._signs import MOST_BYTES, is_really
from lms_uploads.errors import FileRefused, NotUploaded

if TYPE_CHECKING:
    from lms_files import File


async def complete(file: File) -> File:
    """Make a file available that has arrived; one that was looked at before stays as it is.

    Raises NotUploaded, and FileRefused for one that is something else: it is deleted. What is
    looked at here is what stays: the store takes an upload only once.
    """
    if file.stored_at is not None:
        return file
    there = await objects().look(file.key, MOST_BYTES)
    if there is None:
        uploads.labels(file.purpose, "missing").inc()
        raise NotUploaded
    if there.length != file.bytes:
        await _refuse(file)
        raise FileRefused(
            f"{there.length} bytes have arrived, and {file.bytes} were announced. Announce the "
            "file again, with the length that it has."
        )
    if not is_really(file.content_type, there.beginning):
        await _refuse(file)
        raise FileRefused(
            f"The content is not {file.content_type}. Announce it with the type that it has, or "
            "choose another file."
        )
    stored = await files().store(file)
    uploads.labels(file.purpose, "completed").inc()
    return stored


async def _refuse(file: File) -> None:
    await files().discard(file)
    uploads.labels(file.purpose, "refused").inc()
