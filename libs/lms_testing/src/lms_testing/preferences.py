"""Preferences for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from lms_kernel import utc_now
from lms_preferences import Preferences, QuietHours, preferences


async def decide(user_id: str, **decisions: Any) -> Preferences:
    """Let somebody decide something, in addition to what was decided before."""
    present = await preferences().get(user_id)
    return await preferences().put(user_id, msgspec.structs.replace(present, **decisions))


def quiet_now() -> QuietHours:
    """Return quiet hours that are now: an hour around this moment."""
    now = utc_now()
    half_an_hour = timedelta(minutes=30)
    return QuietHours(start=f"{now - half_an_hour:%H:%M}", end=f"{now + half_an_hour:%H:%M}")
