"""The daily summary."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from functions.send_digests import main
from functions.send_digests.main import SHOWN, send_digests
from lms_kernel import Invalid, new_id, utc_now
from lms_letters import Addressee, send_letter
from lms_notifications import Notification, NotificationRequested, inbox, notifications
from lms_preferences import preferences_key
from lms_redis import redis
from lms_testing import CapturedEvents, actor, deliver
from lms_testing.access import redis_away
from lms_testing.identity import FakeUsers
from lms_testing.notifications import a_message, decide, request

ANA, BO = actor("student"), actor("student", "bo")


def _tick() -> dict[str, object]:
    """Return the event of a PingSource."""
    return {
        "specversion": "1.0",
        "id": new_id(),
        "source": "/apis/v1/namespaces/learning/pingsources/send-digests",
        "type": "dev.knative.sources.ping",
        "data": None,
    }


@pytest.fixture(autouse=True)
async def _people(accounts: FakeUsers) -> None:
    """Let there be two people who want one email a day."""
    await accounts.have(ANA, email="ana@example.org", name="Ana Lima")
    await accounts.have(BO, email="bo@example.org", name="Bo")
    for each in (ANA, BO):
        await decide(each.id, digest=["message"])


async def _waiting(user_id: str, count: int) -> list[Notification]:
    """Return messages waiting for somebody's daily summary, which is due."""
    messages = [
        await request(a_message(recipient_id=user_id, subject=f"No. {each}", link="/courses/1"))
        for each in range(count)
    ]
    await redis().zadd("notification:digests", {user_id: 1000})
    return messages


async def _digest(user_id: str) -> Notification:
    """Return the only daily summary that somebody was sent."""
    items = (await inbox().page(user_id, limit=100)).items
    (found,) = [each for each in items if each.category == "digest"]
    return found


async def test_what_waited_comes_as_one_mail(published: CapturedEvents) -> None:
    """One email with all the messages, to the current address; nobody is due afterwards."""
    messages = await _waiting(ANA.id, 3)
    assert published == []

    answer = await deliver(send_digests, _tick())

    assert (answer.status_code, answer.content) == (204, b"")
    digest = await _digest(ANA.id)
    assert (digest.status, digest.channel, digest.address) == (
        "queued",
        "email",
        "ana@example.org",
    )
    assert digest.subject == "3 new messages on the Learning Platform"
    assert "Hello Ana Lima" in digest.text
    assert all(each.subject in digest.text for each in messages)
    assert "http://127.0.0.1:8080/courses/1" in digest.text
    assert [each["subject"] for each in published] == [digest.id]
    assert published.types() == [NotificationRequested.type]
    assert await redis().zcard("notification:digests") == 0


async def test_a_preview_is_a_sentence_of_its_own() -> None:
    """A letter's own line where it has one; else a greeting is told from what follows it."""
    texts = {"text": "Hello Ana,\n\nYou have a seat.\n"}
    for changes in ({"short": "You have a seat in Go."}, {}):
        await request(a_message(recipient_id=ANA.id, **texts, **changes))
    await redis().zadd("notification:digests", {ANA.id: 1000})

    await deliver(send_digests, _tick())

    text = (await _digest(ANA.id)).text
    assert "\nYou have a seat in Go.\n" in text
    assert "\nHello Ana, / You have a seat.\n" in text


async def test_each_gets_their_own_in_their_language(published: CapturedEvents) -> None:
    """Everyone who is due, in the language they chose."""
    await decide(BO.id, language="es")
    for each in (ANA, BO):
        await _waiting(each.id, 1)

    await deliver(send_digests, _tick())

    assert (await _digest(ANA.id)).subject == "One new message on the Learning Platform"
    outcome = await _digest(BO.id)
    assert (outcome.language, outcome.subject) == (
        "es",
        "Un mensaje nuevo en la Plataforma de aprendizaje",
    )
    assert len(published) == 2


async def test_a_repeat_sends_nothing_twice(published: CapturedEvents) -> None:
    """A tick after a crash finds what is left; the same day's summary has the same id."""
    await _waiting(ANA.id, 1)
    for _ in range(2):
        await deliver(send_digests, _tick())
    first = await _digest(ANA.id)

    await redis().zadd("notification:digests", {ANA.id: 1000})
    await deliver(send_digests, _tick())

    assert (await _digest(ANA.id)).id == first.id
    assert len(published) == 1


async def test_what_came_in_the_moment_of_the_mail_gets_its_own(published: CapturedEvents) -> None:
    """A message stored just after the summary had left waits for the next one."""
    await _waiting(ANA.id, 1)
    await deliver(send_digests, _tick())
    (late,) = await _waiting(ANA.id, 1)

    await deliver(send_digests, _tick())

    assert (await notifications().get(late.id)).held_until is None
    assert len(published) == 2
    assert await redis().zcard("notification:digests") == 0


async def test_what_is_not_due_waits(published: CapturedEvents) -> None:
    """Before the hour nobody is written to."""
    await request(a_message(recipient_id=ANA.id))

    await deliver(send_digests, _tick())

    assert published == []
    assert await redis().zcard("notification:digests") == 1


async def test_a_long_list_is_shortened() -> None:
    """The email shows the first messages and the total; all of them are settled."""
    messages = await _waiting(ANA.id, SHOWN + 2)

    await deliver(send_digests, _tick())

    digest = await _digest(ANA.id)
    assert digest.subject.startswith(f"{SHOWN + 2} new messages")
    assert f"No. {SHOWN - 1}" in digest.text
    assert f"No. {SHOWN}" not in digest.text
    assert "There is more in your inbox." in digest.text
    assert (await notifications().get(messages[-1].id)).held_until is None


@pytest.mark.parametrize("is_closed", [True, False])
async def test_who_is_gone_is_not_written_to(
    accounts: FakeUsers, published: CapturedEvents, *, is_closed: bool
) -> None:
    """A closed or missing account: the summary and its messages are suppressed."""
    nobody = actor("student", "nobody")
    if is_closed:
        await accounts.have(nobody, active=False)
    await decide(nobody.id, digest=["message"])
    (messages,) = await _waiting(nobody.id, 1)

    await deliver(send_digests, _tick())

    outcome = await notifications().get(messages.id)
    assert (await _digest(nobody.id)).status == outcome.status == "suppressed"
    assert "No email address is known." in outcome.attempts[-1].detail
    assert published == []
    assert await redis().zcard("notification:digests") == 0


async def test_one_that_cannot_be_made_holds_up_no_other(
    published: CapturedEvents, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others get theirs, and the tick is refused so that the failure is seen."""

    async def send_or_fail(template_id: str, person: Addressee, /, **values: Any) -> Notification:
        if values["name"] == "Bo":
            raise Invalid("Bo cannot be written to.")
        return await send_letter(template_id, person, **values)

    monkeypatch.setattr(main, "send_letter", send_or_fail)
    for each in (BO, ANA):
        await _waiting(each.id, 1)

    assert (await deliver(send_digests, _tick())).status_code == 422

    assert (await _digest(ANA.id)).status == "queued"
    assert len(published) == 1


async def test_who_cannot_be_read_holds_up_nobody(published: CapturedEvents) -> None:
    """422 names them; the others get theirs, and this one is due again a day later."""
    for each in (BO, ANA):
        await _waiting(each.id, 1)
    await redis().set(preferences_key(BO.id), "{")

    answer = await deliver(send_digests, _tick())

    assert (answer.status_code, BO.id in answer.text) == (422, True)
    assert [each["subject"] for each in published] == [(await _digest(ANA.id)).id]
    assert (await deliver(send_digests, _tick())).status_code == 204
    due = await redis().zscore("notification:digests", BO.id)
    assert due is not None
    assert due > (utc_now() + timedelta(hours=23)).timestamp()


async def test_a_message_that_cannot_be_read_is_left_out_and_named() -> None:
    """Its digest leaves without it, also if there is nothing else in it."""
    broken, fine = await _waiting(ANA.id, 2)
    (only,) = await _waiting(BO.id, 1)
    for each in (broken, only):
        await redis().hset(f"notification:{each.id}", "record", "{")

    answer = await deliver(send_digests, _tick())

    assert answer.status_code == 422
    assert broken.id in answer.text
    assert only.id in answer.text
    digest = await _digest(ANA.id)
    assert fine.subject in digest.text
    assert await redis().zcard("notification:digests") == 0
    assert (await deliver(send_digests, _tick())).status_code == 204


async def test_a_run_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """People who do not fit into one run are still due at the next tick."""
    monkeypatch.setattr(main, "SECONDS", 0.0)
    people = [actor("student", str(each)) for each in range(52)]
    for each in people:
        await decide(each.id, digest=["message"])
        await _waiting(each.id, 1)

    await deliver(send_digests, _tick())
    left = await redis().zcard("notification:digests")
    await deliver(send_digests, _tick())

    assert (left, await redis().zcard("notification:digests")) == (2, 0)


async def test_while_a_store_is_away_the_next_tick_does_it(
    accounts: FakeUsers, published: CapturedEvents
) -> None:
    """503, and everybody is still due."""
    await _waiting(ANA.id, 1)
    with redis_away():
        assert (await deliver(send_digests, _tick())).status_code == 503
    accounts.is_away = True
    assert (await deliver(send_digests, _tick())).status_code == 503

    accounts.is_away = False
    await deliver(send_digests, _tick())

    assert len(published) == 1
