"""Removing what nobody needs: uploads that never came, and files that were deleted."""

from __future__ import annotations

from datetime import timedelta

from lms_files import COVER_WIDTHS, files, key_of, resized_key
from lms_kernel import utc_now
from lms_metrics import files_collected
from lms_objects import objects

# Longer than an upload's address works: whatever comes late is still found and deleted.
GRACE = timedelta(days=1)


async def collect(limit: int) -> int:
    """Collect the next files, at most ``limit`` of each kind; return the larger of the two counts.

    The object goes first and its row last, so that a run that is interrupted begins there again.
    """
    before = utc_now() - GRACE
    abandoned = await files().abandon(before, limit)
    files_collected.labels("abandoned").inc(abandoned)
    deleted = await files().deleted(before, limit)
    for file_id, purpose in deleted:
        await objects().delete(key_of(purpose, file_id))
        if purpose == "cover":
            for width in COVER_WIDTHS:
                await objects().delete(resized_key(file_id, width))
    if deleted:
        await files().forget([file_id for file_id, _ in deleted])
    files_collected.labels("deleted").inc(len(deleted))
    return max(abandoned, len(deleted))
