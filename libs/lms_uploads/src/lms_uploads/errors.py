"""Problems with uploads.

Conflict 409
└── NotUploaded    nothing has arrived yet
Invalid 422
└── FileRefused    what has arrived is not what was announced
"""

from __future__ import annotations

from lms_kernel import Conflict, Invalid


class NotUploaded(Conflict):
    """The upload has not reached the object store."""

    slug = "not-uploaded"
    title = "The file has not been uploaded yet"

    def __init__(self) -> None:
        """Say what comes first."""
        super().__init__(
            "Send it to the address of its upload first. If that has expired, repeat the "
            "announcement with the same Idempotency-Key."
        )


class FileRefused(Invalid):
    """What has arrived is not what was announced; it is deleted."""

    slug = "file-refused"
    title = "The file is not what it was announced as"
