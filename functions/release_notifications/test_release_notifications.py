"""Releasing what quiet hours held back."""

from __future__ import annotations

import pytest

from functions.release_notifications import main
from functions.release_notifications.main import release_notifications
from lms_kernel import new_id
from lms_notifications import Notification, NotificationRequested, notifications
from lms_redis import redis
from lms_testing import CapturedEvents, deliver
from lms_testing.access import redis_away
from lms_testing.notifications import a_message, decide, request
from lms_testing.preferences import quiet_now


def _tick() -> dict[str, object]:
    """Return the event of a PingSource."""
    return {
        "specversion": "1.0",
        "id": new_id(),
        "source": "/apis/v1/namespaces/learning/pingsources/release-notifications",
        "type": "dev.knative.sources.ping",
        "data": None,
    }


async def _held(count: int) -> list[Notification]:
    """Return messages that quiet hours hold back."""
    await decide(quiet_hours=quiet_now())
    return [await request(a_message(subject=f"No. {each}")) for each in range(count)]


async def _end_quiet_hours(notifications_held: list[Notification]) -> None:
    """Let the quiet hours of these messages be over."""
    await redis().zadd("notification:held", {each.id: 0 for each in notifications_held})
    await decide(quiet_hours=None)


async def test_what_is_due_is_let_go(
    published: CapturedEvents, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every message whose time has come is handed on, in as many batches as needed."""
    monkeypatch.setattr(main, "BATCH", 2)
    notifications_held = await _held(5)
    assert published == []
    await _end_quiet_hours(notifications_held)

    answer = await deliver(release_notifications, _tick())

    assert (answer.status_code, answer.content) == (204, b"")
    assert {each["subject"] for each in published} == {each.id for each in notifications_held}
    assert published.types() == [NotificationRequested.type] * len(notifications_held)
    assert (await notifications().get(notifications_held[0].id)).held_until is None


async def test_what_is_not_due_stays(published: CapturedEvents) -> None:
    """Messages still in quiet hours stay held."""
    (notifications_held,) = await _held(1)

    await deliver(release_notifications, _tick())

    assert published == []
    assert (
        await notifications().get(notifications_held.id)
    ).held_until == notifications_held.held_until


async def test_one_that_cannot_be_released_holds_up_no_other(published: CapturedEvents) -> None:
    """422 names it; it leaves the list, so that the next run has nothing to complain about."""
    broken, unreadable, fine = await _held(3)
    await redis().hset(f"notification:{broken.id}", "channel", "pigeon")
    await redis().hset(f"notification:{unreadable.id}", "record", "{")
    await _end_quiet_hours([broken, unreadable, fine])

    answer = await deliver(release_notifications, _tick())

    assert answer.status_code == 422
    assert broken.id in answer.text
    # The function that sends it reads it, and names it.
    assert {each["subject"] for each in published} == {unreadable.id, fine.id}
    assert (await deliver(release_notifications, _tick())).status_code == 204


async def test_a_run_ends_in_time(
    published: CapturedEvents, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not fit into one run is left to the next tick, and nothing is lost."""
    monkeypatch.setattr(main, "BATCH", 2)
    monkeypatch.setattr(main, "SECONDS", 0.0)
    notifications_held = await _held(3)
    await _end_quiet_hours(notifications_held)

    await deliver(release_notifications, _tick())
    assert len(published) == 2
    await deliver(release_notifications, _tick())

    assert {each["subject"] for each in published} == {each.id for each in notifications_held}


async def test_while_redis_is_away_the_next_tick_does_it(published: CapturedEvents) -> None:
    """503, and everything stays where it is."""
    notifications_held = await _held(1)
    await _end_quiet_hours(notifications_held)
    with redis_away():
        assert (await deliver(release_notifications, _tick())).status_code == 503

    await deliver(release_notifications, _tick())

    assert [each["subject"] for each in published] == [notifications_held[0].id]
