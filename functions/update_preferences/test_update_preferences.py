"""Choosing how to be contacted."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from functions.update_preferences.main import update_preferences
from lms_kernel import Actor
from lms_notifications import notifications
from lms_preferences import Preferences, categories, preferences
from lms_testing import CapturedEvents, actor, client
from lms_testing.notifications import decide

ANA = actor("student")
BUNDLED = [name for name, rule in categories.items() if rule.bundles]
CHOICE = {
    "language": "es",
    "time_zone": "Europe/Madrid",
    "quiet_hours": {"start": "22:00", "end": "07:00"},
    "off": {"announcement": ["email", "sms"]},
    "digest": ["message"],
}


async def _put(body: Any, *, as_: Actor | None = ANA, if_match: str = "*") -> httpx2.Response:
    async with client(update_preferences, as_=as_) as http:
        return await http.put("/api/preferences", json=body, headers={"If-Match": if_match})


async def test_a_choice_is_kept_and_the_rest_stays() -> None:
    """200 with everything as it is now, under a new version."""
    first = await _put(CHOICE)
    second = await _put({"quiet_hours": None})

    assert first.status_code == 200
    assert {name: first.json()[name] for name in CHOICE} == CHOICE
    assert (second.json()["language"], second.json()["quiet_hours"]) == ("es", None)
    assert second.headers["etag"] == '"2"'
    assert (await preferences().get(ANA.id)).version == 2


async def test_a_stale_copy_is_refused() -> None:
    """412, and nothing is changed."""
    await _put({"language": "es"})

    answer = await _put({"language": "ar"}, if_match='"0"')

    assert answer.status_code == 412
    assert (await preferences().get(ANA.id)).language == "es"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"language": "tlh"}, "language"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"quiet_hours": {"start": "25:00", "end": "07:00"}}, "quiet_hours.start"),
        ({"quiet_hours": {"start": "22:00"}}, "quiet_hours.end"),
        ({"phone": "0600111222"}, "phone"),
        ({"phone": "+34600111222\r\nX: y"}, "phone"),
        ({"off": {"account": ["email"]}}, "off.account"),
        ({"digest": ["account"]}, "digest[0]"),
        ({"phone_confirmed": True}, "phone_confirmed"),
        ({"version": 9}, "version"),
    ],
)
async def test_what_cannot_be_chosen_is_named(body: Any, field: str) -> None:
    """422 naming the field; nobody confirms a number by claiming it."""
    answer = await _put(body)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert await preferences().get(ANA.id) == Preferences()


@pytest.mark.parametrize(
    ("body", "field", "message", "names"),
    [
        ({"digest": ["weather"]}, "digest[0]", "must be one of: {}", BUNDLED),
        ({"off": {"weather": []}}, "off", "has a name that must be one of: {}", [*categories]),
    ],
)
async def test_an_unknown_category_is_answered_with_all_categories(
    body: Any, field: str, message: str, names: list[str]
) -> None:
    """Nobody has to look them up."""
    answer = await _put(body)

    assert answer.json()["errors"] == [
        {"field": field, "message": message.format(", ".join(names))}
    ]


async def test_a_new_number_gets_a_code(published: CapturedEvents) -> None:
    """A text is sent to the number, which counts only once the code is confirmed."""
    answer = await _put({"phone": "+34600111222"})

    assert (answer.json()["phone"], answer.json()["phone_confirmed"]) == ("+34600111222", False)
    (event,) = published
    text = await notifications().get(str(event["subject"]))
    assert (event["channel"], text.address, text.category) == ("sms", "+34600111222", "account")


async def test_a_confirmed_number_gets_no_code(published: CapturedEvents) -> None:
    """Nor does changing something else or removing the number."""
    await decide(ANA.id, phone="+34600111222", phone_confirmed=True)

    same = await _put({"phone": "+34600111222"})
    other = await _put({"language": "es"})
    gone = await _put({"phone": None})

    assert (same.json()["phone_confirmed"], other.json()["phone_confirmed"]) == (True, True)
    assert (gone.json()["phone"], gone.json()["phone_confirmed"]) == (None, False)
    assert published == []


async def test_nobody_floods_a_phone(published: CapturedEvents) -> None:
    """Three codes an hour per person, and per number whoever asks, then 429."""
    for _ in range(3):
        assert (await _put({"phone": "+34600111222"})).status_code == 200

    again = await _put({"phone": "+34600111222"})
    other = await _put({"phone": "+34600111222"}, as_=actor("student", "other"))

    assert (again.status_code, other.status_code) == (429, 429)
    assert "retry-after" in again.headers
    assert len(published) == 3
