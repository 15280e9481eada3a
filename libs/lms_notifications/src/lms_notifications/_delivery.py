"""One delivery, the same for every channel: take the lease, send, record the result.

=============================  ============  ========================================
what happened                  the ledger    what follows
=============================  ============  ========================================
the provider took it           delivered     nothing
it can never be sent this way  failed        the next channel; 422 if there is none
it may be sent later           deferred      503: the broker retries by its schedule
anything unexpected            unknown       500: the broker retries once
the same again                 failed        the next channel; 422 if there is none
=============================  ============  ========================================

So no exception keeps a message from its next channel (decision 0052).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta

import msgspec

from lms_kernel import Invalid, Problem, TooManyRequests, Unavailable, utc_now
from lms_notifications._deliveries import Lease, deliveries
from lms_notifications._model import DETAIL_LENGTH, Attempt, Notification, Outcome, Receipt
from lms_notifications._planning import reason_not_to_send
from lms_notifications._settings import NotificationSettings
from lms_notifications._status import NotificationStatus
from lms_notifications.errors import SenderBroke
from lms_preferences import Channel
from lms_traces import send_span

Sender = Callable[[Notification], Awaitable[Receipt]]

_log = logging.getLogger(__name__)

# The provider has the message: a store that is down for a moment must not lose that fact.
_RECORD_TRIES = 5
_RECORD_PAUSE_SECONDS = 0.5
# What decoding raises: the same bytes will be as unreadable at the next try.
_UNREADABLE = (AttributeError, LookupError, TypeError, ValueError, msgspec.MsgspecError)


async def deliver(notification_id: str, channel: Channel, send: Sender) -> None:
    """Have ``send`` deliver the notification by the channel, unless that was done before.

    ``send`` returns what the provider answered, raises Invalid when the message can never be
    delivered this way and Unavailable when it may be later; the table above says what becomes of
    it. Invalid is passed on only when no other channel is left to try, Unavailable always. What
    the recipient decided since the request counts: then nothing is sent. Raises DeliveryInProgress
    (an Unavailable) while another process is sending the same one.
    """
    lease = await _begin(notification_id, channel)
    if lease is None:
        return
    watch = _Watch(lease)
    try:
        reason = reason_not_to_send(lease.notification, lease.recipient, utc_now())
        receipt = None if reason else await _sent(lease, send)
    except Unavailable as outage:
        await watch.record("deferred", outage.detail)
        await _spread()
        raise
    except TooManyRequests as outage:
        await watch.record("deferred", outage.detail)
        await _spread()
        raise Unavailable(outage.detail, retry_after=outage.retry_after) from outage
    except Exception as fault:  # noqa: BLE001 - each kind has a row in the table above
        await _settle(lease, watch, fault)
    else:
        if reason is not None:
            await _insist(lease, reason)
        elif receipt is not None:
            await watch.record("delivered", receipt.answer, receipt)


async def _begin(notification_id: str, channel: Channel) -> Lease | None:
    """Take the lease; a stored record that cannot be read gives the channel up immediately."""
    try:
        return await deliveries().begin(notification_id, channel)
    except _UNREADABLE as fault:
        _log.exception("what is stored for %s of %s cannot be read", channel, notification_id)
        detail = f"What is stored cannot be read: {type(fault).__name__}."
        await deliveries().give_up(notification_id, channel, detail)
        raise SenderBroke(detail) from fault


async def _sent(lease: Lease, send: Sender) -> Receipt:
    """Send within the time that leaves some for the record before the request's deadline."""
    seconds = NotificationSettings.current().lms_notifications_send_seconds
    channel = lease.notification.channel
    with send_span(f"send {channel}", "client", {"lms.channel": str(channel)}):
        async with _renewed(lease), asyncio.timeout(seconds):
            return await send(lease.notification)


async def _settle(lease: Lease, watch: _Watch, fault: Exception) -> None:
    """Record what ends the channel, or what is tried once more; raise unless another has it."""
    is_expected = isinstance(fault, Problem) and type(fault) is not Problem
    detail = fault.detail if isinstance(fault, Problem) else _words(fault)
    if not is_expected:
        notification = lease.notification
        _log.error("%s broke on %s", notification.channel, notification.id, exc_info=fault)
        if not _broke_before(notification):
            await watch.record("unknown", detail)
            raise fault
    if await watch.record("failed", detail) == "failed":
        raise fault if isinstance(fault, Invalid) else SenderBroke(detail) from fault


def _words(fault: Exception) -> str:
    """Return what the ledger says: the text of an exception may name addresses or secrets."""
    return f"The sender broke: {type(fault).__name__}. The message may have left."


def _broke_before(notification: Notification) -> bool:
    """Tell whether the sender itself has recorded a fault since it last began with this channel.

    A sender that was killed records nothing: the next one writes its entry, without a time.
    """
    for attempt in reversed(notification.attempts):
        if attempt.outcome not in {"deferred", "unknown"}:
            break
        if attempt.outcome == "unknown" and attempt.duration_seconds is not None:
            return True
    return False


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
            next_attempt_at=_next(self._lease.notification, now)
            if outcome in {"deferred", "unknown"}
            else None,
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
