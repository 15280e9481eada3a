"""Reading the wording of a letter."""

from __future__ import annotations

import httpx2
import pytest

from functions.get_template.main import get_template
from lms_kernel import Actor
from lms_languages import languages
from lms_testing import actor, client
from lms_testing.templates import change, spanish

ADMIN = actor("admin")


async def _get(name: str = "welcome", *, as_: Actor = ADMIN, known: str = "") -> httpx2.Response:
    async with client(get_template, as_=as_) as http:
        return await http.get(f"/api/templates/{name}", headers={"If-None-Match": known})


async def test_the_words_of_all_languages_are_shown() -> None:
    """The wording in use next to the built-in one, with the version as ETag."""
    await change("welcome", spanish("¡Hola, {{ name }}!"))

    answer = await _get()

    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    body = answer.json()
    assert set(body["words"]) == set(body["built_in"]) == set(languages)
    assert body["words"]["es"]["subject"] == "¡Hola, {{ name }}!"
    assert body["built_in"]["es"]["subject"].startswith("Te damos la bienvenida")
    assert body["words"]["en"] == body["built_in"]["en"]
    assert set(body["words"]["ar"]) == {"subject", "text", "short"}
    assert (body["overridden"], body["version"]) == (["es"], 2)
    assert [each["name"] for each in body["variables"]] == ["name", "link"]


async def test_it_is_always_sent() -> None:
    """The built-in wording may change with a release, under the same version."""
    assert (await _get(known='"1"')).status_code == 200


@pytest.mark.parametrize("name", ["farewell", "a%20b", "..", "welcome.toml"])
async def test_an_unknown_name_is_not_found(name: str) -> None:
    """404 as a problem, whatever the name looks like."""
    answer = await _get(name)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("role", ["student", "instructor"])
async def test_it_is_for_administrators(role: str) -> None:
    """403 to others."""
    assert (await _get(as_=actor(role))).status_code == 403
