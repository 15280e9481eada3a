"""The store's promises on the fake Redis; on a real one: tests/integration."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import timedelta

import pytest

from libs.lms_notifications.tests.delivery_contract import DeliveryContract
from libs.lms_notifications.tests.fault_contract import FaultContract
from libs.lms_notifications.tests.hold_contract import HoldContract
from libs.lms_notifications.tests.inbox_contract import InboxContract
from libs.lms_notifications.tests.report_contract import ReportContract
from libs.lms_notifications.tests.request_contract import RequestContract
from lms_kernel import Unavailable, utc_now
from lms_notifications import (
    Attempt,
    DeliveryInProgress,
    Lease,
    Notification,
    NotificationSettings,
    NotificationStatus,
    Outcome,
    Receipt,
    RedisDeliveries,
    deliver,
    deliveries,
    inbox,
    notifications,
)
from lms_redis import Script, redis
from lms_testing.notifications import RECIPIENT, a_message, entry, request


class TestRequestInMemory(RequestContract):
    """The promises, kept on the fake Redis."""


class TestInboxInMemory(InboxContract):
    """The promises, kept on the fake Redis."""


class TestDeliveryInMemory(DeliveryContract):
    """The promises, kept on the fake Redis."""


class TestFaultsInMemory(FaultContract):
    """The promises, kept on the fake Redis."""


class TestReportInMemory(ReportContract):
    """The promises, kept on the fake Redis."""


class TestHoldInMemory(HoldContract):
    """The promises, kept on the fake Redis."""


async def _twice(
    script: Script, *, keys: Sequence[str] = (), args: Sequence[str | int | float | bytes] = ()
) -> object:
    """Run a script as a client does that has lost the first answer."""
    await _once(script, keys=keys, args=args)
    return await _once(script, keys=keys, args=args)


_once = Script.__call__


@pytest.fixture
def every_answer_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the client repeat every script."""
    monkeypatch.setattr(Script, "__call__", _twice)


@pytest.mark.usefixtures("every_answer_is_lost")
class TestRequestWithLostAnswers(RequestContract):
    """The promises, kept when the client repeats every script."""


@pytest.mark.usefixtures("every_answer_is_lost")
class TestInboxWithLostAnswers(InboxContract):
    """The promises, kept when the client repeats every script."""


@pytest.mark.usefixtures("every_answer_is_lost")
class TestDeliveryWithLostAnswers(DeliveryContract):
    """The promises, kept when the client repeats every script."""


@pytest.mark.usefixtures("every_answer_is_lost")
class TestFaultsWithLostAnswers(FaultContract):
    """The promises, kept when the client repeats every script."""


@pytest.mark.usefixtures("every_answer_is_lost")
class TestReportWithLostAnswers(ReportContract):
    """The promises, kept when the client repeats every script."""


@pytest.mark.usefixtures("every_answer_is_lost")
class TestHoldWithLostAnswers(HoldContract):
    """The promises, kept when the client repeats every script."""


class ForgetfulDeliveries(RedisDeliveries):
    """A store that is down for the given number of records, then back."""

    def __init__(self, absences: int) -> None:
        """Be down that often."""
        super().__init__()
        self.absences = absences

    async def record(
        self, lease: Lease, attempt: Attempt, receipt: Receipt | None = None
    ) -> NotificationStatus:
        """Write down how a try went, unless away."""
        if self.absences:
            self.absences -= 1
            raise Unavailable("The store cannot be reached.")
        return await super().record(lease, attempt, receipt)


class DeafDeliveries(RedisDeliveries):
    """A store whose client does not hear that it was called off."""

    async def renew(self, lease: Lease) -> None:
        """Take its time, and end as if nothing had been said."""
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(5)


async def test_a_sent_message_is_not_held_up_by_its_lease() -> None:
    """The end of a sender is the end of its keeper, also when that loses the word."""
    message = await request()

    async def slowly(_: Notification) -> Receipt:
        await asyncio.sleep(0.1)
        return Receipt("accepted")

    with (
        NotificationSettings.override(lms_notifications_lease_seconds=0.1),
        deliveries.override(DeafDeliveries()),
    ):
        async with asyncio.timeout(30):
            await deliver(message.id, "email", slowly)

    assert (await notifications().get(message.id)).status == "delivered"


async def test_what_the_provider_took_is_not_forgotten_lightly() -> None:
    """A store that is down for a moment, just when a mail was accepted, is asked again."""
    message = await request()
    sent: list[str] = []

    async def send(notification: Notification) -> Receipt:
        sent.append(notification.id)
        return Receipt("accepted")

    with deliveries.override(ForgetfulDeliveries(absences=1)):
        await deliver(message.id, "email", send)
        await deliver(message.id, "email", send)

    assert sent == [message.id]
    assert (await notifications().get(message.id)).status == "delivered"


async def test_a_store_that_stays_away_brings_the_event_back() -> None:
    """After a few tries the delivery is Unavailable, so that the broker comes again."""
    message = await request()

    async def send(_: Notification) -> Receipt:
        return Receipt("accepted")

    with (
        deliveries.override(ForgetfulDeliveries(absences=5)),
        pytest.raises(Unavailable),
    ):
        await deliver(message.id, "email", send)


async def test_a_repeated_script_answers_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client repeats a call whose answer was lost; no sender meets its own lease."""
    monkeypatch.setattr(Script, "__call__", _twice)
    message = await request()
    outcomes: tuple[Outcome, ...] = ("deferred", "delivered")
    for outcome in outcomes:
        lease = await deliveries().begin(message.id, "email")
        assert lease is not None
        with pytest.raises(DeliveryInProgress):
            await deliveries().begin(message.id, "email")
        await deliveries().renew(lease)
        await deliveries().record(lease, entry(outcome, "as told"))

    after = await notifications().get(message.id)
    assert after.status == "delivered"
    assert [each.outcome for each in after.attempts] == list(outcomes)


async def test_an_inbox_lists_the_old_that_is_still_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A new notification pushes out what is old and gone, not what is old and still open."""
    retention = NotificationSettings.current().lms_notifications_retention_seconds
    long_ago = utc_now() - timedelta(seconds=retention + 60)
    with monkeypatch.context() as patch:
        patch.setattr("lms_notifications._requests.utc_now", lambda: long_ago)
        person = RECIPIENT
        opened = await request(a_message(recipient_id=person))
        gone = await request(a_message(recipient_id=person))
    await redis().delete(f"notification:{gone.id}")

    fresh = await request(a_message(recipient_id=person))

    page = await inbox().page(person, limit=10)
    assert [each.id for each in page.items] == [fresh.id, opened.id]
    assert page.total == 2
    inbox_key = f"notification:inbox:{person}"
    assert retention < await redis().ttl(inbox_key) <= 2 * retention
