"""A file, and the address to fetch it from."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from functions.get_file.main import get_file
from libs.lms_files.tests.fake import FakeFiles, fake_files
from lms_files import NewFile
from lms_kernel import Actor, new_id
from lms_testing import actor, client

OLGA, BEN, ROOT = actor("instructor", "olga"), actor("instructor", "ben"), actor("admin")


@pytest.fixture
def shelf() -> Iterator[FakeFiles]:
    """Return an empty shelf."""
    with fake_files() as fake:
        yield fake


async def _get(id_: str, *, as_: Actor = OLGA) -> httpx2.Response:
    async with client(get_file, as_=as_) as http:
        return await http.get(f"/api/files/{id_}")


@pytest.mark.parametrize("reader", [OLGA, ROOT])
async def test_its_owner_and_admins_get_a_link(shelf: FakeFiles, reader: Actor) -> None:
    """It names the file as it was typed, and says until when it works."""
    file = shelf.keep(new_id(), OLGA.id)

    answer = await _get(file.id, as_=reader)

    body = answer.json()
    assert (answer.status_code, body["name"], body["bytes"]) == (200, file.name, file.bytes)
    assert file.key in body["url"]
    assert body["expires_at"]
    assert answer.headers["cache-control"].startswith("private")


async def test_to_others_there_is_none(shelf: FakeFiles) -> None:
    """404, as for a made-up id and a deleted file."""
    file = shelf.keep(new_id(), OLGA.id)
    for someone in (BEN, actor("student")):
        assert (await _get(file.id, as_=someone)).status_code == 404
    assert (await _get(new_id())).status_code == 404
    await shelf.discard(file)
    assert (await _get(file.id)).status_code == 404


async def test_what_has_not_arrived_has_no_link(shelf: FakeFiles) -> None:
    """An upload that is under way."""
    shelf.add_person(OLGA.id, "instructor")
    new = NewFile("cover", "a.png", "image/png", 5)
    file = await shelf.add(new_id(), new, owner=OLGA.id)

    body = (await _get(file.id)).json()

    assert (body.get("url"), body.get("stored_at")) == (None, None)
