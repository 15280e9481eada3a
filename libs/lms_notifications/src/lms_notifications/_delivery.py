"""One delivery, the same for every channel: take the lease, send, record the result."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta

from lms_kernel import Invalid, Unavailable, utc_now
from lms_notifications._deliveries import Lease, deliveries
from lms_notifications._model import DETAIL_LENGTH, Attempt, Notification, Outcome, Receipt
from lms_notifications._planning import reason_not_to_send
from lms_notifications._settings import NotificationSettings
from lms_notifications._status import NotificationStatus
from lms_preferences import Channel

Sender = Callable[[Notification], Awaitable[Receipt]]

# The provider has the message: a store that is away for a moment must not lose that fact.
_RECORD_TRIES = 5
_RECORD_PAUSE_SECONDS = 0.5


async def deliver(notification_id: str, channel: Channel, send: Sender) -> None:
    """Have ``send`` deliver the notification by the channel, unless that was done before.

    ``send`` returns what the provider answered, raises Invalid when the message can never be
    delivered this way and Unavailable when it may be later; both are recorded. Invalid is passed
    on only when no other channel is left to try, Unavailable always. What the recipient decided
    since the request counts: then nothing is sent. Raises DeliveryInProgress (an Unavailable)
    while another process is sending the same one.
    """
    lease = await deliveries().begin(notification_id, channel)
    if lease is None:
        return
    reason = reason_not_to_send(lease.notification, lease.recipient, utc_now())
    if reason is not None:
        await _insist(lease, reason)
        return
    watch = _Watch(lease)
    try:
        async with _renewed(lease):
            receipt = await send(lease.notification)
    except Invalid as refusal:
        if await watch.record("failed", refusal.detail) == "failed":
            raise
    except Unavailable as outage:
        await watch.record("deferred", outage.detail)
        await _spread()
        raise
    except Exception as fault:
        await watch.record("deferred", f"The sender broke: {type(fault).__name__}.")
        raise
    else:
        await watch.record("delivered", receipt.answer, receipt)


class _Watch:
    """Times one attempt and writes its entry."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._started = time.perf_counter()

    async def record(
        self, outcome: Outcome, detail: str, receipt: Receipt | None = None
    ) -> NotificationStatus:
        now = utc_now()
        attempt = Attempt(
            at=now,
            channel=self._lease.notification.channel,
            outcome=outcome,
            detail=detail[:DETAIL_LENGTH],
            duration_seconds=round(time.perf_counter() - self._started, 6),
            next_attempt_at=_next(self._lease.notification, now) if outcome == "deferred" else None,
        )
        return await _insist(self._lease, attempt, receipt)


def _next(notification: Notification, now: datetime) -> datetime | None:
    """Return when the broker will retry, by its delivery rules; None when it will not."""
    settings = NotificationSettings.current()
    tries = 0
    for attempt in reversed(notification.attempts):
        if attempt.outcome not in {"deferred", "unknown"}:
            break
        tries += 1
    if tries >= settings.lms_delivery_retry:
        return None
    return now + timedelta(seconds=settings.backoff_seconds * 2**tries)


async def _spread() -> None:
    """Wait for a random moment: what failed together should not be retried together.

    Knative's brokers know backoff but no jitter: a subscriber that answers late spreads them.
    """
    most = NotificationSettings.current().lms_notifications_jitter_seconds
    await asyncio.sleep(random.uniform(0, most))  # noqa: S311 - guards nothing


async def _insist(
    lease: Lease, attempt: Attempt, receipt: Receipt | None = None
) -> NotificationStatus:
    left = _RECORD_TRIES
    while True:
        left -= 1
        try:
            return await deliveries().record(lease, attempt, receipt)
        except Unavailable:
            if not left:
                raise
            await asyncio.sleep(_RECORD_PAUSE_SECONDS)


@contextlib.asynccontextmanager
async def _renewed(lease: Lease) -> AsyncIterator[None]:
    """Keep the lease for as long as the block runs; a killed process lets it run out."""
    pause = NotificationSettings.current().lms_notifications_lease_seconds / 3
    is_over = False

    async def keep() -> None:
        # A cancellation can be lost in the client, when an answer comes at the same moment: without
        # the flag this would renew the lease of a message that was sent, for ever.
        while not is_over:
            await asyncio.sleep(pause)
            with contextlib.suppress(Unavailable):
                await deliveries().renew(lease)

    keeper = asyncio.create_task(keep())
    try:
        yield
    finally:
        is_over = True
        keeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeper
