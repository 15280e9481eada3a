"""Which way a message goes: what the recipient wants, what is known of their addresses.

Asked twice: when a message is requested, for the whole way, and again at the moment of sending,
for what may have changed in between (somebody unsubscribed, quiet hours began).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from lms_notifications._categories import Category, Channel, categories
from lms_notifications._model import (
    Attempt,
    Notification,
    NotificationStatus,
    NotificationWish,
)
from lms_notifications._preferences import Preferences

Hold = Literal["", "quiet", "digest"]


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """What decides about the way to one person.

    ``addresses`` has an entry for each channel that reaches them, empty where the channel needs
    none; ``blocked`` says by channel why the address there is not written to any more.
    """

    preferences: Preferences
    addresses: Mapping[Channel, str]
    blocked: Mapping[Channel, str] = {}

    def objection(self, category: Category, channel: Channel) -> str:
        """Return why nothing of the category goes by the channel; empty when it does."""
        if not self.preferences.allows(category, channel):
            return f"The recipient has switched off {channel} for {category}."
        # Not held for a mail that never leaves: the next channel has it at once.
        waits = channel == "email" and self.preferences.bundles(category)
        if waits and not self.preferences.allows("digest", channel):
            return "The recipient has switched off email for digest."
        if channel not in self.addresses:
            return _NO_ADDRESS[channel]
        if channel in self.blocked:
            return f"The address is not written to any more: {self.blocked[channel]}"
        return ""


_NO_ADDRESS: Mapping[Channel, str] = {
    "email": "No email address is known.",
    "sms": "The recipient has no confirmed phone number.",
    "push": "The recipient has no device that takes push messages.",
}


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The way of one message, and the entries with which its ledger begins."""

    status: NotificationStatus
    channel: Channel
    fallbacks: tuple[Channel, ...] = ()
    entries: tuple[Attempt, ...] = ()
    hold: Hold = ""
    held_until: datetime | None = None

    @property
    def needs_sender(self) -> bool:
        """Tell whether the function of the channel has to be asked at once."""
        return self.status == "queued" and not self.hold


def plan(wish: NotificationWish, recipient: Recipient, now: datetime) -> Plan:
    """Return the way: the channels that are left, held back where the recipient wants that."""
    entries: list[Attempt] = []
    way: list[Channel] = []
    for channel in wish.channels:
        reason = recipient.objection(wish.category, channel)
        if reason:
            entries.append(Attempt(at=now, channel=channel, outcome="suppressed", detail=reason))
        else:
            way.append(channel)
    if not way:
        return Plan(status="suppressed", channel=wish.channel, entries=tuple(entries))
    first, rest = way[0], tuple(way[1:])
    if first == "in_app":
        entries.append(stored(now))
        return Plan(status="delivered", channel=first, entries=tuple(entries))
    hold, until, why = _hold(wish.category, first, recipient.preferences, now)
    if hold:
        entries.append(
            Attempt(at=now, channel=first, outcome="held", detail=why, next_attempt_at=until)
        )
    return Plan(
        status="queued",
        channel=first,
        fallbacks=rest,
        entries=tuple(entries),
        hold=hold,
        held_until=until,
    )


def hindrance(notification: Notification, recipient: Recipient, now: datetime) -> Attempt | None:
    """Return what stands against sending now: a suppressed or held entry; None when nothing."""
    channel = notification.channel
    reason = recipient.objection(notification.category, channel)
    if reason:
        return Attempt(at=now, channel=channel, outcome="suppressed", detail=reason)
    until = _quiet_until(notification.category, recipient.preferences, now)
    if until is not None:
        return Attempt(
            at=now, channel=channel, outcome="held", detail=_QUIET, next_attempt_at=until
        )
    return None


def stored(now: datetime) -> Attempt:
    """Return the entry of an in-app message: it is delivered by being stored."""
    return Attempt(at=now, channel="in_app", outcome="delivered", detail="Stored in the inbox.")


_QUIET = "The recipient has quiet hours."


def _hold(
    category: Category, channel: Channel, preferences: Preferences, now: datetime
) -> tuple[Hold, datetime | None, str]:
    if channel == "email" and preferences.bundles(category):
        return "digest", preferences.next_digest(now), "Waits for the mail of the day."
    until = _quiet_until(category, preferences, now)
    return ("", None, "") if until is None else ("quiet", until, _QUIET)


def _quiet_until(category: Category, preferences: Preferences, now: datetime) -> datetime | None:
    # A code that somebody waits for, and the mail whose hour they chose, keep nobody awake.
    if categories[category].mandatory or category == "digest":
        return None
    return preferences.quiet_until(now)
