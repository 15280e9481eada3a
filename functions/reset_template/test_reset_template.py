"""Restoring the built-in wording."""

from __future__ import annotations

import httpx2
import pytest

from functions.reset_template.main import reset_template
from lms_kernel import Actor
from lms_templates import TemplateReset, TemplateUpdated, templates
from lms_testing import CapturedEvents, actor, client
from lms_testing.templates import change, spanish

ADMIN = actor("admin")


async def _reset(
    name: str = "welcome", *, as_: Actor = ADMIN, if_match: str = "*"
) -> httpx2.Response:
    async with client(reset_template, as_=as_) as http:
        return await http.delete(f"/api/templates/{name}", headers={"If-Match": if_match})


async def test_a_reset_takes_everything_back(published: CapturedEvents) -> None:
    """204; the audit trail records it; repeating it changes nothing."""
    await change("welcome", spanish("¡Hola!"))

    answers = [await _reset(), await _reset()]

    assert [(each.status_code, each.content) for each in answers] == [(204, b"")] * 2
    after = await templates().get("welcome")
    assert (after.words, after.overridden, after.version) == (after.built_in, [], 3)
    assert published.types() == [TemplateUpdated.type, TemplateReset.type]
    assert (published[1]["subject"], published[1]["privileged"]) == ("welcome", "true")


async def test_a_stale_copy_is_refused() -> None:
    """412 when If-Match names an older version."""
    await change("welcome", spanish("¡Hola!"))

    assert (await _reset(if_match='"1"')).status_code == 412
    assert (await _reset(if_match='"2"')).status_code == 204


async def test_what_is_not_there_cannot_be_reset() -> None:
    """404."""
    assert (await _reset("farewell")).status_code == 404


@pytest.mark.parametrize("role", ["student", "instructor"])
async def test_it_is_for_administrators(role: str) -> None:
    """403 to others."""
    await change("welcome", spanish("¡Hola!"))

    assert (await _reset(as_=actor(role))).status_code == 403
    assert (await templates().get("welcome")).overridden == ["es"]
