"""Notifications in Redis: request one, read it, send it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from lms_events import announce
from lms_kernel import Provider, derived_id, new_id, utc_now
from lms_metrics import notifications as counter
from lms_notifications import _request_scripts as scripts
from lms_notifications._events import NotificationRequested
from lms_notifications._model import Attempt, Notification, NotificationRequest
from lms_notifications._planning import Plan, Recipient, plan
from lms_notifications._recipients import find_recipient
from lms_notifications._records import (
    Record,
    blocked_key,
    json_text,
    load,
    load_stored,
    notification_of,
    record_of,
    request_event,
    retention,
    seconds,
)
from lms_notifications._status import TERMINAL
from lms_notifications.errors import NotificationNotFound, NotReplayable
from lms_preferences import Channel
from lms_redis import RedisOutbox, list_entry, redis, redis_errors

# What the record of a new notification contains besides its request.
_FIRST_STATE = (
    "record",
    "channel",
    "fallbacks",
    "addresses",
    "status",
    "delivered_at",
    "held_until",
)


class RedisNotifications:
    """The store behind ``notifications()``."""

    def __init__(self) -> None:
        """Open nothing: the client opens on first use."""
        self._outbox = RedisOutbox()

    async def request(
        self,
        request: NotificationRequest,
        *,
        id: str | None = None,  # noqa: A002 - the word of every other interface
        recipient: Recipient | None = None,
    ) -> Notification:
        """Store a notification and its event; the first one again when the id was seen before.

        What the recipient decided is applied: it may be suppressed or held back. A caller who has
        called ``find_recipient`` passes the result, so that nothing is read twice.
        """
        notification_id = id or new_id()
        if recipient is None:
            recipient = await find_recipient(
                request.recipient_id,
                channels=request.channels,
                email=request.email,
                phone=request.phone,
            )
        if request.language is None:
            request = msgspec.structs.replace(request, language=recipient.preferences.language)
        now = utc_now()
        chosen = plan(request, recipient, now)
        event_id = derived_id(NotificationRequested.type, notification_id)
        event = None
        if chosen.needs_sender:
            event = request_event(notification_id, chosen.channel, event_id)
        written = {
            **_start(request, recipient, chosen, now, event),
            "event_id": event_id,
            "record": json_text(Record(request=request, created_at=now)),
            "member": list_entry(now, notification_id),
            "oldest": list_entry(now - timedelta(seconds=retention()), ""),
            "announcement": request.announcement_id or "",
            "bundle": request.bundle,
            "next_digest": seconds(recipient.preferences.next_digest(now)),
            "delivered_at": now.isoformat() if chosen.status == "delivered" else "",
        }
        async with redis_errors("request_notification"):
            is_new, pending = await scripts.ADD(
                keys=[RedisOutbox.KEY], args=[notification_id, msgspec.json.encode(written)]
            )
        if is_new:
            counter.labels(chosen.channel, "requested").inc()
        if pending:
            announce(self._outbox, msgspec.json.decode(pending, type=dict[str, object]))
        if not is_new:
            return await self.get(notification_id)
        # What was just written need not be read.
        fields = {name: str(written[name]) for name in _FIRST_STATE if written[name]}
        return notification_of(
            notification_id, fields, [json_text(each) for each in chosen.entries]
        )

    async def get(self, notification_id: str) -> Notification:
        """Return the notification with its ledger; NotificationNotFound."""
        return await load(notification_id)

    async def replay(self, notification_id: str, *, email: str | None) -> Notification:
        """Send once more what ended undelivered, by the channels of its request.

        ``email`` is the recipient's current address. Raises NotificationNotFound, NotReplayable.
        """
        fields, attempts = await load_stored(notification_id)
        before = notification_of(notification_id, fields, attempts)
        if before.status not in TERMINAL or before.status == "delivered":
            raise NotReplayable
        request = record_of(notification_id, fields).request
        if request.email is not None and email is not None:
            request = msgspec.structs.replace(request, email=email)
        await self._unblock(request, before)
        recipient = await find_recipient(
            request.recipient_id,
            channels=request.channels,
            email=request.email,
            phone=request.phone,
        )
        now = utc_now()
        chosen = plan(request, recipient, now)
        event_id = new_id()
        event = None
        if chosen.needs_sender:
            event = request_event(notification_id, chosen.channel, event_id)
        entry = Attempt(
            at=now, channel=chosen.channel, outcome="replayed", detail="An admin sent it again."
        )
        written = {**_start(request, recipient, chosen, now, event), "event_id": event_id}
        async with redis_errors("replay_notification"):
            state = await scripts.REPLAY(
                keys=[RedisOutbox.KEY],
                args=[notification_id, msgspec.json.encode(written), msgspec.json.encode(entry)],
            )
        if state == "refused":
            raise NotReplayable
        if state == "missing":
            raise NotificationNotFound
        if event is not None:
            announce(self._outbox, event)
        counter.labels(chosen.channel, "replayed").inc()
        return await self.get(notification_id)

    async def _unblock(self, request: NotificationRequest, before: Notification) -> None:
        """Trust the admin who sends again to an address that bounced."""
        blocked: list[tuple[Channel, str]] = [("email", request.email)] if request.email else []
        if before.address:
            blocked.append((before.channel, before.address))
        for channel, address in blocked:
            async with redis_errors("unblock_address"):
                await redis().hdel(blocked_key(channel), address)


def _start(
    request: NotificationRequest,
    recipient: Recipient,
    chosen: Plan,
    now: datetime,
    event: Mapping[str, object] | None,
) -> dict[str, object]:
    """Return what the scripts' ``start`` writes."""
    held_until = chosen.held_until
    return {
        "user": request.recipient_id,
        "status": chosen.status,
        "channel": chosen.channel,
        "fallbacks": json_text(chosen.fallbacks),
        "addresses": json_text({name: each for name, each in recipient.addresses.items() if each}),
        "entries": [json_text(each) for each in chosen.entries],
        "hold": chosen.hold,
        "held_until": held_until.isoformat() if held_until else "",
        "held_score": seconds(held_until) if held_until else 0,
        "now": now.isoformat(),
        "retention": retention(),
        "event": "" if event is None else json_text(event),
    }


notifications: Provider[RedisNotifications] = Provider(RedisNotifications)
