"""Removing what nobody needs: uploads that never came, and files that were deleted."""

from __future__ import annotations

from datetime import timedelta

from lms_files import files
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
    for each in deleted:
        for key in each.object_keys():
            await objects().delete(key)
    if deleted:
        await files().forget([each.id for each in deleted])
    files_collected.labels("deleted").inc(len(deleted))
    return max(abandoned, len(deleted))
