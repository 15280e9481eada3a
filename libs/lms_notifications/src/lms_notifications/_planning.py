"""Which channels a message takes: what the recipient wants, which of their addresses are known.

Decided twice: for all channels when a message is requested, and once more at the moment of
sending, since things may have changed in between (somebody unsubscribed, quiet hours began).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from lms_notifications._model import Attempt, Notification, NotificationRequest
from lms_notifications._status import NotificationStatus
from lms_preferences import Category, Channel, Preferences, categories

Hold = Literal["", "quiet", "digest"]


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """How one person can be reached at this moment.

    ``addresses`` has an entry for each channel that reaches them, empty where the channel needs
    none; ``blocked`` says by channel why we no longer send to the address.
    """

    preferences: Preferences
    addresses: Mapping[Channel, str]
    blocked: Mapping[Channel, str] = {}

    def reason_against(self, channel: Channel, category: Category) -> str:
        """Return why messages of the category cannot take the channel; empty when they can."""
        if not self.preferences.allows(category, channel):
            return f"The recipient has switched off {channel} for {category}."
        # Not held for a digest that is never sent: the next channel gets it immediately.
        waits = channel == "email" and self.preferences.bundles(category)
        if waits and not self.preferences.allows("digest", channel):
            return "The recipient has switched off email for digest."
        if channel not in self.addresses:
            return _NO_ADDRESS[channel]
        if channel in self.blocked:
            return f"The address is blocked: {self.blocked[channel]}"
        return ""


_NO_ADDRESS: Mapping[Channel, str] = {
    "email": "No email address is known.",
    "sms": "The recipient has no confirmed phone number.",
    "push": "The recipient has no device that takes push messages.",
}


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The channels of one message, and the first entries of its ledger."""

    status: NotificationStatus
    channel: Channel
    fallbacks: tuple[Channel, ...] = ()
    entries: tuple[Attempt, ...] = ()
    hold: Hold = ""
    held_until: datetime | None = None

    @property
    def needs_sender(self) -> bool:
        """Tell whether the function of the channel must be told immediately."""
        return self.status == "queued" and not self.hold


def plan(request: NotificationRequest, recipient: Recipient, now: datetime) -> Plan:
    """Return which channels are left, held back if the recipient wants that."""
    entries: list[Attempt] = []
    usable: list[Channel] = []
    for channel in request.channels:
        reason = recipient.reason_against(channel, request.category)
        if reason:
            entries.append(Attempt(at=now, channel=channel, outcome="suppressed", detail=reason))
        else:
            usable.append(channel)
    if not usable:
        return Plan(status="suppressed", channel=request.channel, entries=tuple(entries))
    first, rest = usable[0], tuple(usable[1:])
    if first == "in_app":
        entries.append(stored(now))
        return Plan(status="delivered", channel=first, entries=tuple(entries))
    hold, until, why = _hold(request.category, first, recipient.preferences, now)
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


def reason_not_to_send(
    notification: Notification, recipient: Recipient, now: datetime
) -> Attempt | None:
    """Return why it must not be sent now, as a suppressed or held entry; None when it may be."""
    channel = notification.channel
    reason = recipient.reason_against(channel, notification.category)
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
