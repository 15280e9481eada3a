"""From events to rows: how the read model follows what authors do."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from lms_catalog._cache import page_cache
from lms_catalog._model import Card
from lms_catalog._store import catalog
from lms_kernel import Unavailable
from lms_records import read

if TYPE_CHECKING:
    from collections.abc import Mapping

_log = logging.getLogger(__name__)

_PATIENCE_SECONDS = 2.0


async def show(card: Card, *, refresh: bool = False) -> None:
    """Bring the card into the catalog and out of the caches; older versions change nothing.

    ``refresh`` rewrites a row that already has this version. Raises Unavailable when
    PostgreSQL is down.
    """
    if await catalog().index(card, refresh=refresh):
        await page_cache().renew()


async def reflect(*envelopes: Mapping[str, object]) -> None:
    """Show immediately what these course events say, so that authors read their own writes.

    Best effort, and only for a moment: ``index_course`` does the same for every event and is the
    guarantee. The change is committed, so nothing that goes wrong here may fail the response.
    """
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            # All events of one change carry the same card.
            for envelope in envelopes[-1:]:
                await show(read(envelope["data"], Card, id=str(envelope.get("id"))))
    except (Unavailable, TimeoutError) as fault:
        _log.warning("left to index_course: %r", fault)
    except Exception:  # noqa: BLE001 - index_course meets it again, and answers for it
        _log.exception("left to index_course")
