"""Notifications in Redis: what functions may ask, each change one script of ``_scripts``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import msgspec

from lms_events import announce
from lms_kernel import (
    Part,
    Place,
    Provider,
    derived_id,
    envelope,
    is_id,
    new_id,
    utc_now,
)
from lms_metrics import notifications as deliveries
from lms_notifications import _scripts as scripts
from lms_notifications._categories import Channel
from lms_notifications._events import NotificationRequested
from lms_notifications._lists import id_in, member
from lms_notifications._model import (
    DETAIL_LENGTH,
    ENDED,
    Attempt,
    DueDigest,
    Notification,
    NotificationStatus,
    NotificationWish,
    Receipt,
)
from lms_notifications._planning import Plan, Recipient, plan, stored
from lms_notifications._preferences import Preferences, preferences_key, read_preferences
from lms_notifications._settings import NotificationSettings
from lms_notifications.errors import DeliveryInProgress, NotificationNotFound, NotReplayable
from lms_redis import RedisOutbox, Script, redis, redis_errors

# What a mail of the day carries at most; the rest waits for the next one.
_DIGEST_ITEMS = 100
_MARKED_AT_ONCE = 500
# What the record of a new notification says beside what it was given.
_FIRST_STATE = (
    "record",
    "channel",
    "fallbacks",
    "addresses",
    "status",
    "delivered_at",
    "held_until",
)
# Two who decide about one notification at the same moment: the later one looks again.
_CHANGE_TRIES = 5


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a notification that never changes."""

    wish: NotificationWish
    created_at: datetime


class Lease(msgspec.Struct, frozen=True):
    """The right to deliver a notification now; nobody else has it until it is given back."""

    notification: Notification
    token: str


class NotificationStore(Protocol):
    """What functions may ask of notifications."""

    async def request(self, wish: NotificationWish, *, id: str | None = None) -> Notification:  # noqa: A002 - the word of every other interface
        """Store a notification and its event; the first one again when the id was seen before.

        What the recipient decided is applied: it may be suppressed or held back.
        """

    async def get(self, notification_id: str) -> Notification:
        """Return the notification with its whole account; NotificationNotFound."""

    async def page(
        self,
        recipient_id: str,
        *,
        channel: Channel | None = None,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[Notification]:
        """Return a part of an inbox, newest first; ``after`` = (created_at, id)."""

    async def ledger(
        self,
        status: NotificationStatus | None = None,
        *,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[Notification]:
        """Return a part of everybody's notifications, newest first; all or those of one status."""

    async def unread(self, recipient_id: str) -> int:
        """Count the in-app messages that were not read."""

    async def mark(self, notification_id: str, *, read: bool) -> Notification:
        """Mark an in-app message as read, or as unread again; NotificationNotFound."""

    async def mark_all_read(self, recipient_id: str) -> None:
        """Mark every in-app message of the person as read."""

    async def recipient(self, notification: Notification) -> Recipient:
        """Return what decides at this moment about the way to the notification's recipient."""

    async def begin(self, notification_id: str, channel: Channel) -> Lease | None:
        """Take the right to deliver it by the channel.

        None when there is nothing to do: it has ended, waits, or goes by another channel now.
        Raises NotificationNotFound, and DeliveryInProgress while another sender is at work.
        """

    async def renew(self, lease: Lease) -> None:
        """Tell that the sender is still at work."""

    async def record(
        self, lease: Lease, attempt: Attempt, receipt: Receipt | None = None
    ) -> NotificationStatus:
        """Write down how a try went, and give the lease back; the status that follows.

        After a final failure the next channel is asked: then it is queued again.
        """

    async def give_up(self, notification_id: str, channel: Channel, reason: str) -> None:
        """Let the channel be because nobody will try it again; nothing happens when it has ended.

        The next channel is asked; without one the notification has failed.
        """

    async def report(
        self,
        attempt: Attempt,
        *,
        notification_id: str | None = None,
        provider_id: str | None = None,
        suppress: bool = False,
    ) -> Notification:
        """Write down what a provider reported afterwards: ``confirmed`` or ``bounced``.

        Anything else is an entry that changes no status. With ``suppress`` the address is written
        to no more, until an admin replays to it; a report that comes again suppresses nothing.
        Raises NotificationNotFound.
        """

    async def replay(self, notification_id: str, *, email: str | None) -> Notification:
        """Send what has ended undelivered once more, by the channels that were wished for.

        ``email`` is the recipient's address of today. Raises NotificationNotFound, NotReplayable.
        """

    async def release(self, now: datetime, limit: int = 500) -> int:
        """Let go what quiet hours held back until now; how many."""

    async def due_digests(self, now: datetime, limit: int = 50) -> list[DueDigest]:
        """Return the mails of the day that are due; requesting one with its bundle settles it."""


class RedisNotifications:
    """The store behind ``notifications()``."""

    def __init__(self) -> None:
        """Open nothing: the client opens on first use."""
        self._outbox = RedisOutbox()

    async def request(self, wish: NotificationWish, *, id: str | None = None) -> Notification:  # noqa: A002 - the word of every other interface
        """Store a notification and its event; see NotificationStore."""
        notification_id = id or new_id()
        recipient = await self._recipient(wish)
        if wish.language is None:
            wish = msgspec.structs.replace(wish, language=recipient.preferences.language)
        now = utc_now()
        way = plan(wish, recipient, now)
        event_id = derived_id(NotificationRequested.type, notification_id)
        event = _event(notification_id, way.channel, event_id) if way.needs_sender else None
        retention = NotificationSettings.current().lms_notifications_retention_seconds
        written = {
            **_set_out(wish, recipient, way, now, event),
            "event_id": event_id,
            "record": _text(_Record(wish=wish, created_at=now)),
            "member": member(now, notification_id),
            "oldest": member(now - timedelta(seconds=retention), ""),
            "announcement": wish.announcement_id or "",
            "bundle": wish.bundle,
            "next_digest": _score(recipient.preferences.next_digest(now)),
            "delivered_at": now.isoformat() if way.status == "delivered" else "",
        }
        async with redis_errors("request_notification"):
            is_new, pending = await scripts.ADD(
                keys=[RedisOutbox.KEY], args=[notification_id, msgspec.json.encode(written)]
            )
        if is_new:
            deliveries.labels(way.channel, "requested").inc()
        if pending:
            announce(self._outbox, msgspec.json.decode(pending, type=dict[str, object]))
        if not is_new:
            return await self.get(notification_id)
        # What was just written need not be read.
        kept = {name: str(written[name]) for name in _FIRST_STATE if written[name]}
        return _notification(notification_id, kept, [_text(each) for each in way.entries])

    async def get(self, notification_id: str) -> Notification:
        """Return the notification with its whole account; NotificationNotFound."""
        found = await self._load([notification_id]) if is_id(notification_id) else []
        if not found:
            raise NotificationNotFound
        return found[0]

    async def page(
        self,
        recipient_id: str,
        *,
        channel: Channel | None = None,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[Notification]:
        """Return a part of an inbox; see NotificationStore."""
        inbox = f"notification:inbox:{recipient_id}"
        key = f"{inbox}:{channel}" if channel else inbox
        return await self._page("list_notifications", key, limit, offset, after)

    async def ledger(
        self,
        status: NotificationStatus | None = None,
        *,
        limit: int,
        offset: int = 0,
        after: Place | None = None,
    ) -> Part[Notification]:
        """Return a part of everybody's notifications; see NotificationStore."""
        key = f"notification:ledger:{status}" if status else "notification:ledger"
        return await self._page("list_deliveries", key, limit, offset, after)

    async def unread(self, recipient_id: str) -> int:
        """Count the in-app messages that were not read."""
        async with redis_errors("count_unread"):
            return int(await redis().zcard(_unread_key(recipient_id)))

    async def mark(self, notification_id: str, *, read: bool) -> Notification:
        """Mark an in-app message; see NotificationStore."""
        found = await self.get(notification_id)
        async with redis_errors("mark_notification"):
            is_there = await scripts.MARK(
                keys=[_record_key(notification_id), _unread_key(found.recipient_id)],
                args=[
                    utc_now().isoformat() if read else "",
                    NotificationSettings.current().lms_notifications_retention_seconds,
                ],
            )
        if not is_there:
            raise NotificationNotFound
        return await self.get(notification_id)

    async def mark_all_read(self, recipient_id: str) -> None:
        """Mark every in-app message as read, in steps that hold nobody else up."""
        now = utc_now().isoformat()
        async with redis_errors("mark_all_read"):
            while await scripts.MARK_ALL(
                keys=[_unread_key(recipient_id)], args=[now, _MARKED_AT_ONCE]
            ):
                continue

    async def recipient(self, notification: Notification) -> Recipient:
        """Return what decides at this moment; the address is the one that it goes to.

        A number that the recipient gave up since is nobody's whom we know.
        """
        async with redis_errors("recipient"), redis().pipeline(transaction=False) as pipe:
            pipe.get(preferences_key(notification.recipient_id))
            pipe.hlen(_devices_key(notification.recipient_id))
            pipe.hget(_blocked_key(notification.channel), notification.address or "")
            pipe.hget(_record_key(notification.id), "record")
            kept, devices, blocked, record = await pipe.execute()
        chosen = read_preferences(kept)
        given = msgspec.json.decode(record, type=_Record).wish.phone if record else None
        is_theirs = notification.channel != "sms" or notification.address == _phone(given, chosen)
        addresses: dict[Channel, str] = {"in_app": ""}
        if notification.address and is_theirs:
            addresses[notification.channel] = notification.address
        if devices:
            addresses["push"] = ""
        return Recipient(
            preferences=chosen,
            addresses=addresses,
            blocked={notification.channel: blocked} if blocked else {},
        )

    async def begin(self, notification_id: str, channel: Channel) -> Lease | None:
        """Take the right to deliver it; see NotificationStore."""
        token = new_id()
        settings = NotificationSettings.current()
        untold = Attempt(
            at=utc_now(),
            channel=channel,
            outcome="unknown",
            detail="The sender ended before it told how it went: the message may have left.",
        )
        async with redis_errors("begin_delivery"):
            state = await scripts.BEGIN(
                args=[
                    notification_id,
                    channel,
                    token,
                    _lease_milliseconds(),
                    msgspec.json.encode(untold),
                    settings.lms_notifications_retention_seconds,
                ]
            )
        if state == "missing":
            raise NotificationNotFound
        if state == "leased":
            raise DeliveryInProgress
        if state == "done":
            return None
        return Lease(await self.get(notification_id), token)

    async def renew(self, lease: Lease) -> None:
        """Tell that the sender is still at work."""
        async with redis_errors("renew_delivery"):
            await scripts.RENEW(
                keys=[_lease_key(lease.notification.id)], args=[lease.token, _lease_milliseconds()]
            )

    async def record(
        self, lease: Lease, attempt: Attempt, receipt: Receipt | None = None
    ) -> NotificationStatus:
        """Write down how a try went; see NotificationStore."""
        status = await self._record(
            lease.notification,
            attempt,
            token=lease.token,
            provider_id=(receipt.provider_id if receipt else None) or "",
        )
        deliveries.labels(attempt.channel, attempt.outcome).inc()
        return status

    async def give_up(self, notification_id: str, channel: Channel, reason: str) -> None:
        """Let the channel be; see NotificationStore."""
        before = await self.get(notification_id)
        attempt = Attempt(
            at=utc_now(), channel=channel, outcome="failed", detail=reason[:DETAIL_LENGTH]
        )
        await self._record(before, attempt, token="")
        if before.status not in ENDED and before.channel == channel:
            deliveries.labels(channel, "given_up").inc()

    async def report(
        self,
        attempt: Attempt,
        *,
        notification_id: str | None = None,
        provider_id: str | None = None,
        suppress: bool = False,
    ) -> Notification:
        """Write down what a provider reported afterwards; see NotificationStore."""
        if notification_id is None:
            async with redis_errors("find_by_provider"):
                found = await redis().get(f"notification:provider:{provider_id}")
            notification_id = str(found or "")
        about = await self.get(notification_id)
        more = {"suppress": attempt.detail[:DETAIL_LENGTH]} if suppress else {}
        status = await self._change(about, attempt, scripts.REPORT, "report_delivery", more)
        if status != about.status:
            deliveries.labels(attempt.channel, attempt.outcome).inc()
        return await self.get(about.id)

    async def replay(self, notification_id: str, *, email: str | None) -> Notification:
        """Send what has ended undelivered once more; see NotificationStore."""
        before = await self.get(notification_id)
        if before.status not in ENDED or before.status == "delivered":
            raise NotReplayable
        async with redis_errors("load_record"):
            kept = await redis().hget(_record_key(notification_id), "record")
        wish = msgspec.json.decode(kept or "", type=_Record).wish
        if wish.email is not None and email is not None:
            wish = msgspec.structs.replace(wish, email=email)
        await self._unblock(wish, before)
        recipient = await self._recipient(wish)
        now = utc_now()
        way = plan(wish, recipient, now)
        event_id = new_id()
        event = _event(notification_id, way.channel, event_id) if way.needs_sender else None
        entry = Attempt(
            at=now, channel=way.channel, outcome="replayed", detail="An admin asked once more."
        )
        written = {**_set_out(wish, recipient, way, now, event), "event_id": event_id}
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
        deliveries.labels(way.channel, "replayed").inc()
        return await self.get(notification_id)

    async def release(self, now: datetime, limit: int = 500) -> int:
        """Let go what quiet hours held back until now; see NotificationStore."""
        async with redis_errors("held_notifications"):
            ids = await redis().zrangebyscore(
                "notification:held", "-inf", now.timestamp(), start=0, num=limit
            )
        due = [str(each) for each in ids]
        held = {each.id: each for each in await self._load(due)}
        for each in due:
            # One whose record is gone is only struck from the list.
            channel = held[each].channel if each in held else "email"
            event_id = new_id()
            event = _event(each, channel, event_id)
            async with redis_errors("release_notification"):
                is_free = await scripts.RELEASE(
                    keys=[RedisOutbox.KEY], args=[each, event_id, msgspec.json.encode(event)]
                )
            if is_free:
                announce(self._outbox, event)
        return len(due)

    async def due_digests(self, now: datetime, limit: int = 50) -> list[DueDigest]:
        """Return the mails of the day that are due; see NotificationStore."""
        while True:
            async with redis_errors("due_digests"):
                due: list[Any] = await redis().zrangebyscore(
                    "notification:digests",
                    "-inf",
                    now.timestamp(),
                    start=0,
                    num=limit,
                    withscores=True,
                )
            found = []
            for user_id, score in due:
                async with redis_errors("digest_items"):
                    ids = await scripts.WAITING(args=[user_id, _DIGEST_ITEMS])
                if items := await self._load([str(each) for each in ids]):
                    due_at = datetime.fromtimestamp(score, UTC)
                    found.append(DueDigest(str(user_id), due_at, items))
            # Each look at somebody without items has shortened a list: behind them are others.
            if found or not due:
                return found

    async def _recipient(self, wish: NotificationWish) -> Recipient:
        async with redis_errors("recipient"), redis().pipeline(transaction=False) as pipe:
            pipe.get(preferences_key(wish.recipient_id))
            pipe.hlen(_devices_key(wish.recipient_id))
            pipe.hget(_blocked_key("email"), wish.email or "")
            kept, devices, blocked_email = await pipe.execute()
        chosen = read_preferences(kept)
        addresses: dict[Channel, str] = {"in_app": ""}
        blocked: dict[Channel, str] = {}
        if wish.email:
            addresses["email"] = wish.email
        if blocked_email:
            blocked["email"] = blocked_email
        if devices:
            addresses["push"] = ""
        phone = _phone(wish.phone, chosen)
        if phone:
            addresses["sms"] = phone
            if "sms" in wish.channels:
                async with redis_errors("recipient"):
                    reason = await redis().hget(_blocked_key("sms"), phone)
                if reason:
                    blocked["sms"] = str(reason)
        return Recipient(preferences=chosen, addresses=addresses, blocked=blocked)

    async def _unblock(self, wish: NotificationWish, before: Notification) -> None:
        """Believe the admin who sends again to an address from which something came back."""
        blocked: list[tuple[Channel, str]] = [("email", wish.email)] if wish.email else []
        if before.address:
            blocked.append((before.channel, before.address))
        for channel, address in blocked:
            async with redis_errors("unblock_address"):
                await redis().hdel(_blocked_key(channel), address)

    async def _record(
        self, notification: Notification, attempt: Attempt, *, token: str, provider_id: str = ""
    ) -> NotificationStatus:
        more = {"token": token, "provider_id": provider_id}
        if attempt.outcome == "held" and attempt.next_attempt_at is not None:
            more["held_until"] = attempt.next_attempt_at.isoformat()
            more["held_score"] = str(_score(attempt.next_attempt_at))
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
        entry = _text(attempt)
        for _ in range(_CHANGE_TRIES):
            event: dict[str, object] | None = None
            following: dict[str, str] = {}
            ends = attempt.outcome in {"failed", "suppressed", "bounced"}
            if ends and notification.fallbacks:
                following, event = _next_channel(notification)
            told = {
                "entry": entry,
                "outcome": attempt.outcome,
                "channel": attempt.channel,
                "now": attempt.at.isoformat(),
                "retention": NotificationSettings.current().lms_notifications_retention_seconds,
                "next": following,
                **more,
            }
            async with redis_errors(name):
                state = await script(
                    keys=[RedisOutbox.KEY], args=[notification.id, msgspec.json.encode(told)]
                )
            if state == "missing":
                raise NotificationNotFound
            if state != "changed":
                if event is not None and state == "queued":
                    announce(self._outbox, event)
                status: NotificationStatus = state
                return status
            notification = await self.get(notification.id)
        raise DeliveryInProgress

    async def _page(
        self, name: str, key: str, limit: int, offset: int, after: Place | None
    ) -> Part[Notification]:
        newest = "+" if after is None else f"({member(*after)}"
        async with redis_errors(name), redis().pipeline() as pipe:
            pipe.zcard(key)
            pipe.zrevrangebylex(key, newest, "-", start=offset, num=limit)
            total, members = await pipe.execute()
        return Part(await self._load([id_in(each) for each in members]), total)

    async def _load(self, ids: Sequence[str]) -> list[Notification]:
        """Return those that are (still) there, in the order of the ids."""
        if not ids:
            return []
        async with redis_errors("load_notifications"), redis().pipeline() as pipe:
            for each in ids:
                pipe.hgetall(_record_key(each))
                pipe.lrange(f"{_record_key(each)}:attempts", 0, -1)
            answers = await pipe.execute()
        found = zip(ids, answers[::2], answers[1::2], strict=True)
        return [_notification(each, kept, attempts) for each, kept, attempts in found if kept]


def _notification(notification_id: str, kept: dict[str, str], attempts: list[str]) -> Notification:
    record = msgspec.json.decode(kept["record"], type=_Record)
    addresses = msgspec.json.decode(kept["addresses"], type=dict[str, str])
    wish = record.wish
    return msgspec.convert(
        {
            "id": notification_id,
            "recipient_id": wish.recipient_id,
            "sender_id": wish.sender_id,
            "channel": kept["channel"],
            "fallbacks": msgspec.json.decode(kept["fallbacks"]),
            "category": wish.category,
            "template": wish.template,
            "language": wish.language,
            "address": addresses.get(kept["channel"]) or None,
            "subject": wish.subject,
            "text": wish.text,
            "short": wish.short or wish.subject,
            "link": wish.link,
            "announcement_id": wish.announcement_id,
            "status": kept["status"],
            "attempts": [msgspec.json.decode(each, type=Attempt) for each in attempts],
            "created_at": record.created_at,
            "delivered_at": kept.get("delivered_at"),
            "read_at": kept.get("read_at"),
            "held_until": kept.get("held_until"),
        },
        Notification,
    )


def _set_out(
    wish: NotificationWish,
    recipient: Recipient,
    way: Plan,
    now: datetime,
    event: Mapping[str, object] | None,
) -> dict[str, object]:
    """Return what the scripts' ``set_out`` writes."""
    held = way.held_until
    return {
        "user": wish.recipient_id,
        "status": way.status,
        "channel": way.channel,
        "fallbacks": _text(way.fallbacks),
        "addresses": _text({name: each for name, each in recipient.addresses.items() if each}),
        "entries": [_text(each) for each in way.entries],
        "hold": way.hold,
        "held_until": held.isoformat() if held else "",
        "held_score": _score(held) if held else 0,
        "now": now.isoformat(),
        "retention": NotificationSettings.current().lms_notifications_retention_seconds,
        "event": "" if event is None else _text(event),
    }


def _phone(given: str | None, chosen: Preferences) -> str | None:
    """Return the number to write to: the one that the wish gave, else the confirmed one."""
    return given or (chosen.phone if chosen.phone_confirmed else None)


def _next_channel(notification: Notification) -> tuple[dict[str, str], dict[str, object] | None]:
    """Return what the scripts' ``advance`` needs, and the event for the next channel's function."""
    channel = notification.fallbacks[0]
    following: dict[str, str] = {"channel": channel, "user": notification.recipient_id}
    if channel == "in_app":
        return {**following, "entry": _text(stored(utc_now()))}, None
    event_id = new_id()
    event = _event(notification.id, channel, event_id)
    return {**following, "event_id": event_id, "event": _text(event)}, event


def _event(notification_id: str, channel: Channel, event_id: str) -> dict[str, object]:
    requested = NotificationRequested(notification_id=notification_id)
    return envelope(requested, id=event_id, channel=channel)


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _score(at: datetime) -> int:
    return int(at.timestamp())


def _record_key(notification_id: str) -> str:
    return f"notification:{notification_id}"


def _lease_key(notification_id: str) -> str:
    return f"notification:{notification_id}:lease"


def _unread_key(recipient_id: str) -> str:
    return f"notification:unread:{recipient_id}"


def _devices_key(user_id: str) -> str:
    return f"notification:devices:{user_id}"


def _blocked_key(channel: Channel) -> str:
    return f"notification:blocked:{channel}"


def _lease_milliseconds() -> int:
    return int(NotificationSettings.current().lms_notifications_lease_seconds * 1000)


def _open() -> NotificationStore:
    return RedisNotifications()


notifications: Provider[NotificationStore] = Provider(_open)
