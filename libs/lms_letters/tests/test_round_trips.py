"""How often Redis is asked for one message: each fact is read once."""

from __future__ import annotations

import pytest
from cloudevents.http import CloudEvent

from lms_kernel import new_id, request_scope
from lms_letters import Addressee, send_letter, send_phone_code
from lms_notifications import Notification, Receipt, deliver, deliveries, inbox, notifications
from lms_testing.notifications import RECIPIENT, a_message, accepted, entry, request
from lms_testing.preferences import decide
from lms_testing.round_trips import counted_round_trips

# A script is one round trip once the server knows it; the first call of each sends its text again.
SCRIPT = "EVALSHA"


@pytest.fixture(autouse=True)
async def _known_scripts() -> None:
    """Let Redis know every script that is counted here."""
    person = new_id()
    await _welcome(person)
    async with request_scope(function="update_preferences"):
        await send_phone_code(person, "+34600111222")
    mail = await request(a_message(recipient_id=person))
    await deliver(mail.id, "email", accepted)
    await deliveries().report(entry("confirmed"), notification_id=mail.id)
    note = await request(a_message(recipient_id=person, channel="in_app"))
    await inbox().mark(note.id, reader_id=person, read=True)


async def _welcome(person: str) -> Notification:
    event = CloudEvent({"type": "t", "source": "/s", "id": new_id()}, {})
    addressee = Addressee(person, email="ana@example.org")
    async with request_scope(function="welcome_user"):
        return await send_letter("welcome", addressee, cause=event, link="/courses", name="Ana")


async def test_a_letter_is_two_reads_and_a_write() -> None:
    """The template's override and its reader; one script requests it, one settles its event."""
    with counted_round_trips() as trips:
        await _welcome(new_id())

    assert trips == ["HGET", "HLEN HGET HGET GET", SCRIPT, SCRIPT]


async def test_a_phone_code_reads_no_preferences_that_are_known() -> None:
    """A script issues the code; then it is a letter whose reader is known."""
    person = new_id()
    known = await decide(person, phone="+34600111222")

    with counted_round_trips() as trips:
        async with request_scope(function="update_preferences"):
            await send_phone_code(person, "+34600111222", preferences=known)

    assert trips == [SCRIPT, "HGET", "HLEN HGET HGET", SCRIPT, SCRIPT]


async def test_a_delivery_is_two_round_trips() -> None:
    """The lease brings the message and how its recipient can be reached; the record ends it."""
    mail = await request()
    with counted_round_trips() as trips:
        await deliver(mail.id, "email", accepted)

    assert trips == [SCRIPT, SCRIPT]


async def test_a_report_reads_the_message_once() -> None:
    """By our id, or by the provider's, which has to be looked up."""
    mail = await request()

    async def send(_: Notification) -> Receipt:
        return Receipt("accepted", provider_id="ses-1")

    await deliver(mail.id, "email", send)
    with counted_round_trips() as trips:
        await deliveries().report(entry("confirmed"), notification_id=mail.id)
        await deliveries().report(entry("confirmed"), provider_id="ses-1")

    assert trips == ["HGETALL LRANGE", SCRIPT, "GET", "HGETALL LRANGE", SCRIPT]


async def test_marking_as_read_is_one_round_trip() -> None:
    """Whose message it is is decided where it is marked."""
    note = await request(a_message(channel="in_app"))
    with counted_round_trips() as trips:
        marked = await inbox().mark(note.id, reader_id=RECIPIENT, read=True)

    assert trips == [SCRIPT]
    assert marked == await notifications().get(note.id)
