"""On file.stored for a cover: make the sizes in which pages show it."""

from __future__ import annotations

import logging

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import payload, subscriber
from lms_files import COVER_WIDTHS, FileNotFound, FileStored, files, resized_key
from lms_objects import objects
from lms_pictures import NotAPicture, resized

_log = logging.getLogger(__name__)


@functions_framework.aio.cloud_event
@subscriber
async def resize_cover(event: CloudEvent) -> None:
    """Store the cover in each width that does not enlarge it; a repeat writes the same again.

    What is gone by now needs none. What cannot be decoded is shown as it was uploaded: no retry
    helps, and no operator could do anything about it.
    """
    stored = payload(event, FileStored)
    try:
        file = await files().get(stored.file_id, owner=None)
    except FileNotFound:
        return
    content = await objects().read(file.key)
    if content is None:
        return

    try:
        pictures = await resized(content, COVER_WIDTHS)
    except NotAPicture as fault:
        _log.warning("no other sizes of file %s: %s", file.id, fault)
        pictures = {}

    for width, picture in pictures.items():
        await objects().write(resized_key(file.id, width), picture, "image/webp")
    # Last, so that nobody is led to what is not there yet.
    await files().note_widths(file.id, sorted(pictures))
