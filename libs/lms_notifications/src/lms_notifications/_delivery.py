"""One delivery, the same for every channel: take the lease, send, write down how it went."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from lms_kernel import Invalid, Unavailable
from lms_notifications._model import Notification, Outcome
from lms_notifications._settings import NotificationSettings
from lms_notifications._store import Lease, notifications

Sender = Callable[[Notification], Awaitable[str]]

# The provider has the message: a store that is away for a moment must not make us forget that.
_RECORD_TRIES = 5
_RECORD_PAUSE_SECONDS = 0.5


async def deliver(notification_id: str, send: Sender) -> None:
    """Have ``send`` deliver the notification, unless that was done before.

    ``send`` answers what the provider said, raises Invalid when the message can never be
    delivered and Unavailable when it may be later; both are recorded and passed on. Raises
    DeliveryInProgress (an Unavailable) while another process is sending the same one.
    """
    lease = await notifications().begin(notification_id)
    if lease is None:
        return
    try:
        async with _renewed(lease):
            answer = await send(lease.notification)
    except Invalid as refusal:
        await _record(lease, "failed", refusal.detail)
        raise
    except Unavailable as outage:
        await _record(lease, "deferred", outage.detail)
        raise
    except Exception as fault:
        await _record(lease, "deferred", f"The sender broke: {type(fault).__name__}.")
        raise
    await _record(lease, "delivered", answer)


async def _record(lease: Lease, outcome: Outcome, detail: str) -> None:
    for left in reversed(range(_RECORD_TRIES)):
        try:
            await notifications().record(lease, outcome, detail)
        except Unavailable:
            if not left:
                raise
            await asyncio.sleep(_RECORD_PAUSE_SECONDS)
        else:
            return


@contextlib.asynccontextmanager
async def _renewed(lease: Lease) -> AsyncIterator[None]:
    """Keep the lease for as long as the block runs; a killed process lets it run out."""
    pause = NotificationSettings.current().lms_notifications_lease_seconds / 3

    async def keep() -> None:
        while True:
            await asyncio.sleep(pause)
            with contextlib.suppress(Unavailable):
                await notifications().renew(lease)

    keeper = asyncio.create_task(keep())
    try:
        yield
    finally:
        keeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeper
