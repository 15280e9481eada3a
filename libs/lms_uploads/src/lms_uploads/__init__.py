"""Uploads: how the bytes of a file come and go."""

from __future__ import annotations

from lms_uploads._collecting import collect
from lms_uploads._completing import complete
from lms_uploads._links import (
    FileWithLink,
    NewUpload,
    announce_file,
    cover_link,
    link_of,
    links,
)
from lms_uploads.errors import FileRefused, NotUploaded

__all__ = [
    "FileRefused",
    "FileWithLink",
    "NewUpload",
    "NotUploaded",
    "announce_file",
    "collect",
    "complete",
    "cover_link",
    "link_of",
    "links",
]
