"""Deleting a file."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from functions.delete_file.main import delete_file
from libs.lms_files.tests.fake import FakeFiles, fake_files
from lms_kernel import Actor, new_id
from lms_testing import actor, client
from lms_uploads import links

OLGA, BEN, ROOT = actor("instructor", "olga"), actor("instructor", "ben"), actor("admin")


@pytest.fixture
def shelf() -> Iterator[FakeFiles]:
    """Return an empty shelf."""
    with fake_files() as fake:
        yield fake


async def _delete(id_: str, *, as_: Actor = OLGA) -> httpx2.Response:
    async with client(delete_file, as_=as_) as http:
        return await http.delete(f"/api/files/{id_}")


@pytest.mark.parametrize("actor_", [OLGA, ROOT])
async def test_a_deleted_file_is_linked_no_more(shelf: FakeFiles, actor_: Actor) -> None:
    """204, then 404; other files stay."""
    file, other = [shelf.keep(new_id(), OLGA.id) for _ in range(2)]
    assert set(await links([file.id, other.id], owner=OLGA.id)) == {file.id, other.id}

    first, again = [await _delete(file.id, as_=actor_) for _ in range(2)]

    assert (first.status_code, first.content, again.status_code) == (204, b"", 404)
    assert set(await links([file.id, other.id], owner=OLGA.id)) == {other.id}


async def test_what_was_handed_in_stays(shelf: FakeFiles) -> None:
    """409 that says why; an admin deletes it all the same."""
    file = shelf.keep(new_id(), OLGA.id, "submission")
    assert await shelf.hand_in([file.id], user_id=OLGA.id) == {file.id}

    refused, removed = await _delete(file.id), await _delete(file.id, as_=ROOT)

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/file-handed-in")
    assert refused.json()["title"] == "The file was handed in"
    assert "Ask an administrator" in refused.json()["detail"]
    assert removed.status_code == 204


async def test_an_admin_deletes_even_what_they_handed_in(shelf: FakeFiles) -> None:
    """Whose it is makes no difference to those who may delete anybody's."""
    file = shelf.keep(new_id(), ROOT.id, "submission")
    assert await shelf.hand_in([file.id], user_id=ROOT.id) == {file.id}

    assert (await _delete(file.id, as_=ROOT)).status_code == 204


async def test_nobody_deletes_somebody_elses(shelf: FakeFiles) -> None:
    """404, and it stays."""
    file = shelf.keep(new_id(), OLGA.id)
    for someone in (BEN, actor("student")):
        assert (await _delete(file.id, as_=someone)).status_code == 404
    assert (await _delete(new_id())).status_code == 404
    assert await shelf.get(file.id, owner=OLGA.id) == file
