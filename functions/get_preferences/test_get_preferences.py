"""One's own preferences."""

from __future__ import annotations

import httpx2

from functions.get_preferences.main import get_preferences
from lms_kernel import Actor
from lms_preferences import CHANNELS, categories
from lms_testing import actor, client
from lms_testing.notifications import decide

ANA = actor("student")


async def _get(as_: Actor = ANA, *, known: str = "") -> httpx2.Response:
    async with client(get_preferences, as_=as_) as http:
        return await http.get("/api/preferences", headers={"If-None-Match": known})


async def test_who_decided_nothing_has_the_defaults() -> None:
    """200: everything is on, there are no quiet hours, and the version is 0."""
    answer = await _get()

    assert answer.status_code == 200
    assert answer.headers["etag"] == '"0"'
    body = answer.json()
    del body["categories"]
    assert body == {
        "language": "en",
        "time_zone": "UTC",
        "quiet_hours": None,
        "phone": None,
        "phone_confirmed": False,
        "off": {},
        "digest": [],
        "version": 0,
    }


async def test_what_may_be_decided_is_told() -> None:
    """Messages about the account always come; the mail of the day cannot wait for itself."""
    choices = {each["name"]: each for each in (await _get()).json()["categories"]}

    assert list(choices) == list(categories)
    assert [name for name, each in choices.items() if each["mandatory"]] == ["account"]
    assert [name for name, each in choices.items() if not each["bundles"]] == ["account", "digest"]
    assert choices["digest"]["channels"] == ["email"]
    assert set(choices["message"]["channels"]) == set(CHANNELS)


async def test_they_are_ones_own() -> None:
    """Somebody else's choices are not shown."""
    await decide(ANA.id, language="es")

    assert (await _get()).json()["language"] == "es"
    assert (await _get(actor("student", "other"))).json()["language"] == "en"


async def test_an_unchanged_copy_is_not_sent_again() -> None:
    """304 for the version that the caller has."""
    await decide(ANA.id, language="es")

    assert (await _get(known='"1"')).status_code == 304
