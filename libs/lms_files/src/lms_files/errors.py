"""Problems with files.

NotFound 404
└── FileNotFound     no such file, a deleted one, or not the caller's
Forbidden 403
└── OwnerUnknown     service tokens have no account and own no files
Conflict 409
├── FileHandedIn     it was handed in, and stays with the submission
├── NotUploaded      nothing has arrived yet
└── QuotaExceeded    more than somebody may keep for this purpose
Invalid 422
└── FileRefused      what has arrived is not what was announced
"""

from __future__ import annotations

from lms_kernel import Conflict, Forbidden, Invalid, NotFound


class FileNotFound(NotFound):
    """There is no such file, or the caller may not learn that there is."""

    title = "No such file"


class OwnerUnknown(Forbidden):
    """Only people with an account own files; a service token has none."""

    title = "Only people with an account can upload files"


class FileHandedIn(Conflict):
    """What was handed in is there for those who grade it, and nobody takes it back."""

    slug = "file-handed-in"
    title = "The file was handed in"


class NotUploaded(Conflict):
    """The upload has not reached the object store."""

    slug = "not-uploaded"
    title = "The file has not been uploaded yet"


class QuotaExceeded(Conflict):
    """The file does not fit into what its owner may keep for this purpose."""

    slug = "file-quota-exceeded"
    title = "You have no room left for this file"


class FileRefused(Invalid):
    """What has arrived is not what was announced; it is deleted."""

    slug = "file-refused"
    title = "The file is not what it was announced as"
