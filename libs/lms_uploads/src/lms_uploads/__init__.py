"""Uploads: how the bytes of a file come and go."""

from __future__ import annotations

from lms_uploads._collecting import collect
from lms_uploads._completing import complete
from lms_uploads._links import (
    FileWithLink,
    NewUpload,
    cover_link,
    link_of,
    links,
    upload_of,
)
from lms_uploads.errors import FileRefused, NotUploaded

__all__ = [
    "FileRefused",
    "FileWithLink",
    "NewUpload",
    "NotUploaded",
    "collect",
    "complete",
    "cover_link",
    "link_of",
    "links",
    "upload_of",
]
