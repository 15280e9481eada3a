"""Problems with files.

NotFound 404
└── FileNotFound     no such file, a deleted one, or not the caller's
Forbidden 403
└── OwnerUnknown     service tokens have no account and own no files
Conflict 409
├── FileGone         what was announced with this key is deleted
├── FileHandedIn     it was handed in, and stays with the submission
└── QuotaExceeded    more than somebody may keep for this purpose
"""

from __future__ import annotations

from typing import Self

from lms_files._purposes import Purpose, purposes
from lms_kernel import Conflict, Forbidden, NotFound


class FileNotFound(NotFound):
    """There is no such file, or the caller may not learn that there is."""

    title = "No such file"


class OwnerUnknown(Forbidden):
    """Only people with an account own files; a service token has none."""

    title = "Only people with an account can upload files"


class FileGone(Conflict):
    """What was announced before is deleted, and nothing can arrive for it."""

    slug = "file-gone"
    title = "The file was deleted"

    def __init__(self) -> None:
        """Say how to upload it all the same."""
        super().__init__("Announce it again with a new Idempotency-Key.")


class FileHandedIn(Conflict):
    """What was handed in is there for those who grade it, and nobody takes it back."""

    slug = "file-handed-in"
    title = "The file was handed in"

    def __init__(self) -> None:
        """Say why it stays, and who can remove it."""
        super().__init__(
            "It was handed in for an exercise and stays with the submission. Ask an administrator "
            "if it must go."
        )


class QuotaExceeded(Conflict):
    """The file does not fit into what its owner may keep for this purpose."""

    slug = "file-quota-exceeded"
    title = "You have no room left for this file"

    @classmethod
    def of(cls, purpose: Purpose) -> Self:
        """Return the problem with what there is room for, and how to get some."""
        rule = purposes[purpose]
        most = f"{rule.quota_files} files and {rule.quota_bytes // 1_000_000} MB"
        advice = (
            "Files that were handed in stay. Delete those that you have not handed in, or ask an "
            "administrator."
            if purpose == "submission"
            else "Delete files of this kind that you no longer need."
        )
        return cls(f"You can keep {most} of the kind {purpose}. {advice}")
