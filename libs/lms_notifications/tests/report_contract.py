"""What reports of providers change."""

from __future__ import annotations

import pytest

from lms_kernel import request_scope
from lms_notifications import (
    Notification,
    NotificationNotFound,
    NotificationSettings,
    Receipt,
    deliver,
    deliveries,
    notifications,
)
from lms_redis import redis
from lms_testing.notifications import (
    a_message,
    accepted,
    block,
    decide,
    entry,
    have_device,
    never_asked,
    replay,
    request,
)


class ReportContract:
    """The promises; a subclass decides which Redis they are tried on."""

    async def test_a_bounce_is_the_end_and_blocks_the_address(self) -> None:
        """What came back is bounced; what is sent there afterwards is suppressed."""
        message = await request()
        await deliver(message.id, "email", accepted)
        came_back = entry("bounced", "550 no such user")

        for _ in range(2):
            await deliveries().report(came_back, notification_id=message.id)
        await block("email", "ana@example.org", "550 no such user")
        later = await request()

        after = await notifications().get(message.id)
        assert (after.status, len(after.attempts)) == ("bounced", 2)
        assert (later.status, later.attempts[0].outcome) == ("suppressed", "suppressed")
        assert "550 no such user" in later.attempts[0].detail

    async def test_a_blocked_number_gets_nothing(self) -> None:
        """Neither what is requested afterwards nor what was on its way; a replay lifts it."""
        await decide(phone="+34600111222", phone_confirmed=True)
        under_way = await request(a_message(channel="sms"))
        await block("sms", "+34600111222", "opted out")

        later = await request(a_message(channel="sms"))
        await deliver(under_way.id, "sms", never_asked)

        after = await notifications().get(under_way.id)
        assert (after.status, later.status) == ("suppressed", "suppressed")
        assert "opted out" in after.attempts[-1].detail
        assert (await replay(under_way.id)).status == "queued"

    async def test_what_was_not_sent_cannot_come_back(self) -> None:
        """A report about a message that was suppressed since is only an entry."""
        message = await request()
        await decide(off={"message": ["email"]})
        await deliver(message.id, "email", never_asked)

        assert (
            await deliveries().report(entry("bounced"), notification_id=message.id) == "suppressed"
        )

        after = await notifications().get(message.id)
        assert (after.status, after.attempts[-1].outcome) == ("suppressed", "bounced")

    async def test_an_old_report_does_not_undo_what_an_admin_decided(self) -> None:
        """The same report once more blocks nothing that a replay has set free."""
        message = await request()
        await deliver(message.id, "email", accepted)
        came_back = entry("bounced", "550 no such user")
        await deliveries().report(came_back, notification_id=message.id, suppress=True)
        assert (await request()).status == "suppressed"
        await replay(message.id)

        await deliveries().report(came_back, notification_id=message.id, suppress=True)

        assert (await request()).status == "queued"

    async def test_a_bounce_asks_the_next_channel(self) -> None:
        """What came back by mail goes by push."""
        await have_device()
        message = await request(a_message(fallbacks=("push",)))
        await deliver(message.id, "email", accepted)

        async with request_scope(function="record_delivery"):
            status = await deliveries().report(entry("bounced"), notification_id=message.id)

        after = await notifications().get(message.id)
        assert status == after.status == "queued"
        assert (after.channel, after.delivered_at) == ("push", None)

    async def test_a_report_is_found_by_the_providers_id(self) -> None:
        """What a provider calls a message leads to the notification."""
        message = await request()

        async def send(_: Notification) -> Receipt:
            return Receipt("accepted", provider_id="sns-1")

        await deliver(message.id, "email", send)
        retention = NotificationSettings.current().lms_notifications_retention_seconds
        assert 0 < await redis().ttl("notification:provider:sns-1") <= retention
        status = await deliveries().report(entry("confirmed"), provider_id="sns-1")

        after = await notifications().get(message.id)
        assert status == after.status == "delivered"
        assert after.attempts[-1].outcome == "confirmed"
        with pytest.raises(NotificationNotFound):
            await deliveries().report(entry("confirmed"), provider_id="unheard-of")

    async def test_a_confirmation_closes_the_window_of_a_crash(self) -> None:
        """A sender died before it after; the provider's report spares the second copy."""
        message = await request()
        await deliveries().begin(message.id, "email")

        await deliveries().report(entry("confirmed"), notification_id=message.id)

        await deliver(message.id, "email", never_asked)
        assert (await notifications().get(message.id)).status == "delivered"
