"""Deliveries: who may send a message now, how each attempt went, what providers report later."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from lms_events import announce
from lms_kernel import Part, Place, Provider, new_id, utc_now
from lms_metrics import notifications as counter
from lms_notifications import _delivery_scripts as scripts
from lms_notifications._model import (
    DETAIL_LENGTH,
    Attempt,
    Notification,
    Receipt,
)
from lms_notifications._planning import Recipient, stored
from lms_notifications._recipients import recipient_of
from lms_notifications._records import (
    inbox_key,
    json_text,
    load,
    load_page,
    notification_of,
    pairs,
    record_key,
    record_of,
    request_event,
    retention,
    seconds,
)
from lms_notifications._settings import NotificationSettings
from lms_notifications._status import TERMINAL, NotificationStatus
from lms_notifications.errors import DeliveryInProgress, NotificationNotFound
from lms_preferences import Channel, devices_key, preferences_key, read_preferences
from lms_redis import RedisOutbox, Script, redis, redis_errors

# Two processes may decide about one notification at the same moment: the later one looks again.
_CHANGE_TRIES = 5


class Lease(msgspec.Struct, frozen=True):
    """The right to deliver a notification now; nobody else has it until it is given back.

    ``recipient`` is how the person can be reached at this moment.
    """

    notification: Notification
    recipient: Recipient
    token: str


class RedisDeliveries:
    """The store behind ``deliveries()``."""

    def __init__(self) -> None:
        """Open nothing: the client opens on first use."""
        self._outbox = RedisOutbox()

    async def page(
        self,
        status: NotificationStatus | None = None,
        recipient_id: str | None = None,
        *,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[Notification]:
        """Return a part of everybody's or one person's notifications, newest first.

        Those of one person with a status are among the newest ``SELECTED_FROM`` of that person.
        """
        key, selection = (f"notification:all:{status}" if status else "notification:all"), ""
        if recipient_id is not None:
            key, selection = inbox_key(recipient_id), key if status else ""
        part, _ = await load_page(
            "list_deliveries", key, limit=limit, offset=offset, after=after, selection=selection
        )
        return part

    async def begin(self, notification_id: str, channel: Channel) -> Lease | None:
        """Take the right to deliver it by the channel.

        None when there is nothing to do: its status is terminal, it waits, or it has another
        channel by now. Raises NotificationNotFound, and DeliveryInProgress while another sender
        is at work.
        """
        token = new_id()
        silence = Attempt(
            at=utc_now(),
            channel=channel,
            outcome="unknown",
            detail="The sender ended before it recorded the result: the message may have left.",
        )
        async with redis_errors("begin_delivery"):
            state, *found = await scripts.BEGIN(
                args=[
                    notification_id,
                    channel,
                    token,
                    _lease_milliseconds(),
                    msgspec.json.encode(silence),
                    retention(),
                    preferences_key(""),
                    devices_key(""),
                ]
            )
        if state == "missing":
            raise NotificationNotFound
        if state == "leased":
            raise DeliveryInProgress
        if state == "done":
            return None
        flat, attempts, preferences, devices, blocked = found
        fields = pairs(flat)
        notification = notification_of(notification_id, fields, attempts)
        recipient = recipient_of(
            notification,
            preferences=read_preferences(notification.recipient_id, preferences),
            given_phone=record_of(notification_id, fields).request.phone,
            has_devices=bool(devices),
            blocked=blocked,
        )
        return Lease(notification, recipient, token)

    async def renew(self, lease: Lease) -> None:
        """Extend the lease: the sender is still at work."""
        async with redis_errors("renew_delivery"):
            await scripts.RENEW(
                keys=[f"{record_key(lease.notification.id)}:lease"],
                args=[lease.token, _lease_milliseconds()],
            )

    async def record(
        self, lease: Lease, attempt: Attempt, receipt: Receipt | None = None
    ) -> NotificationStatus:
        """Record how an attempt went, give the lease back, and return the new status.

        After a final failure the next channel is started: then it is queued again.
        """
        status = await self._record(
            lease.notification,
            attempt,
            token=lease.token,
            provider_id=(receipt.provider_id if receipt else None) or "",
        )
        counter.labels(attempt.channel, attempt.outcome).inc()
        return status

    async def give_up(self, notification_id: str, channel: Channel, reason: str) -> None:
        """Give the channel up because no sender will try again; a terminal status stays.

        The next channel is started; without one the notification has failed.
        """
        before = await load(notification_id)
        attempt = Attempt(
            at=utc_now(), channel=channel, outcome="failed", detail=reason[:DETAIL_LENGTH]
        )
        await self._record(before, attempt, token="")
        if before.status not in TERMINAL and before.channel == channel:
            counter.labels(channel, "given_up").inc()

    async def report(
        self,
        attempt: Attempt,
        *,
        notification_id: str | None = None,
        provider_id: str | None = None,
        suppress: bool = False,
    ) -> NotificationStatus:
        """Record what a provider reported later, and return the status that follows.

        ``confirmed`` and ``bounced`` may change it; anything else is only an entry. With
        ``suppress`` we no longer send to the address, until an admin replays to it; a repeated
        report suppresses nothing. Raises NotificationNotFound.
        """
        if notification_id is None:
            async with redis_errors("find_by_provider"):
                found = await redis().get(f"notification:provider:{provider_id}")
            notification_id = str(found or "")
        before = await load(notification_id)
        more = {"suppress": attempt.detail[:DETAIL_LENGTH]} if suppress else {}
        status = await self._change(before, attempt, scripts.REPORT, "report_delivery", more)
        if status != before.status:
            counter.labels(attempt.channel, attempt.outcome).inc()
        return status

    async def _record(
        self, notification: Notification, attempt: Attempt, *, token: str, provider_id: str = ""
    ) -> NotificationStatus:
        more = {"token": token, "provider_id": provider_id}
        if attempt.outcome == "held" and attempt.next_attempt_at is not None:
            more["held_until"] = attempt.next_attempt_at.isoformat()
            more["held_score"] = str(seconds(attempt.next_attempt_at))
        return await self._change(notification, attempt, scripts.RECORD, "record_delivery", more)

    async def _change(
        self,
        notification: Notification,
        attempt: Attempt,
        script: Script,
        name: str,
        more: Mapping[str, str],
    ) -> NotificationStatus:
        """Let a script write the entry, with the event for the next channel should it be needed."""
        entry = json_text(attempt)
        for _ in range(_CHANGE_TRIES):
            event: dict[str, object] | None = None
            following: dict[str, str] = {}
            ends = attempt.outcome in {"failed", "suppressed", "bounced"}
            if ends and notification.fallbacks:
                following, event = _next_channel(notification)
            change = {
                "entry": entry,
                "outcome": attempt.outcome,
                "channel": attempt.channel,
                "now": attempt.at.isoformat(),
                "retention": retention(),
                "next": following,
                **more,
            }
            async with redis_errors(name):
                state = await script(
                    keys=[RedisOutbox.KEY], args=[notification.id, msgspec.json.encode(change)]
                )
            if state == "missing":
                raise NotificationNotFound
            if state != "changed":
                if event is not None and state == "queued":
                    announce(self._outbox, event)
                status: NotificationStatus = state
                return status
            notification = await load(notification.id)
        raise DeliveryInProgress


def _next_channel(notification: Notification) -> tuple[dict[str, str], dict[str, object] | None]:
    """Return what the scripts' ``advance`` needs, and the event for the next channel's function."""
    channel = notification.fallbacks[0]
    following: dict[str, str] = {"channel": channel, "user": notification.recipient_id}
    if channel == "in_app":
        return {**following, "entry": json_text(stored(utc_now()))}, None
    event_id = new_id()
    event = request_event(notification.id, channel, event_id)
    return {**following, "event_id": event_id, "event": json_text(event)}, event


def _lease_milliseconds() -> int:
    return int(NotificationSettings.current().lms_notifications_lease_seconds * 1000)


deliveries: Provider[RedisDeliveries] = Provider(RedisDeliveries)
