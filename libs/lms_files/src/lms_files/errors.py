"""Problems with files.

NotFound 404
└── FileNotFound     no such file, a deleted one, or not the caller's
Forbidden 403
└── OwnerUnknown     service tokens have no account and own no files
Conflict 409
├── FileHandedIn     it was handed in, and stays with the submission
└── QuotaExceeded    more than somebody may keep for this purpose
"""

from __future__ import annotations

from lms_kernel import Conflict, Forbidden, NotFound


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


class QuotaExceeded(Conflict):
    """The file does not fit into what its owner may keep for this purpose."""

    slug = "file-quota-exceeded"
    title = "You have no room left for this file"
