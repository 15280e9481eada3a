"""Finding people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from functions.list_users.main import list_users
from lms_kernel import utc_now
from lms_testing import actor, client
from lms_testing.identity import FakeUsers


async def _list(**parameters: Any) -> httpx2.Response:
    async with client(list_users, as_=actor("admin")) as http:
        return await http.get("/api/users", params=parameters)


async def _have_people(accounts: FakeUsers, count: int) -> None:
    now = utc_now()
    for number in range(count):
        await accounts.have(
            actor("student", str(number)),
            name=f"Person {number}",
            email=f"p{number}@example.org",
            created_at=now + timedelta(seconds=number),
        )


def _names(answer: httpx2.Response) -> list[str]:
    return [each["name"] for each in answer.json()["items"]]


async def test_people_are_listed_newest_first(accounts: FakeUsers) -> None:
    """With the total, and no hash."""
    await _have_people(accounts, 3)
    answer = await _list()
    body = answer.json()
    assert _names(answer) == ["Person 2", "Person 1", "Person 0"]
    assert (body["total"], body["page"], body["limit"]) == (3, 1, 20)
    assert body["next_cursor"] is None
    assert "bcrypt" not in answer.text


async def test_pages_by_number_and_by_cursor_show_the_same(accounts: FakeUsers) -> None:
    """Each person once."""
    await _have_people(accounts, 5)
    by_number = [name for page in (1, 2, 3) for name in _names(await _list(limit=2, page=page))]
    by_cursor: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await _list(limit=2, **cursor)
        by_cursor += _names(answer)
        if answer.json()["next_cursor"] is None:
            break
        cursor = {"cursor": answer.json()["next_cursor"]}
    assert by_number == by_cursor == [f"Person {number}" for number in (4, 3, 2, 1, 0)]


async def test_people_are_found_by_part_of_name_or_address(accounts: FakeUsers) -> None:
    """Ignoring case; the total counts the matches."""
    await _have_people(accounts, 3)
    assert _names(await _list(q="pERSON 1")) == ["Person 1"]
    answer = await _list(q="p2@exa")
    assert (_names(answer), answer.json()["total"]) == (["Person 2"], 1)
    assert _names(await _list(q="nobody")) == []


@pytest.mark.parametrize("q", ["müll", "Ulla@MÜLLER.de", "xn--mller-kva"])
async def test_people_are_found_by_a_domain_in_letters(accounts: FakeUsers, q: str) -> None:
    """Which is stored in punycode."""
    await accounts.have(actor("student"), name="Ulla", email="ulla@xn--mller-kva.de")
    assert _names(await _list(q=q)) == ["Ulla"]


async def test_people_are_filtered_by_role_and_activity(accounts: FakeUsers) -> None:
    """Both filters may be combined."""
    await accounts.have(actor("instructor"), name="Ina")
    await accounts.have(actor("student"), name="Stu", active=False)
    assert _names(await _list(role="instructor")) == ["Ina"]
    assert _names(await _list(active="false")) == ["Stu"]
    assert _names(await _list(role="instructor", active="false")) == []


@pytest.mark.parametrize("role", ["student", "instructor"])
async def test_only_admins_list_people(accounts: FakeUsers, role: str) -> None:
    """403 to others."""
    async with client(list_users, as_=actor(role)) as http:
        assert (await http.get("/api/users")).status_code == 403


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "101"),
        ("page", "0"),
        ("role", "root"),
        ("active", "perhaps"),
        ("q", "x" * 101),
        ("q", "\x00"),
        ("cursor", "nonsense"),
        ("cursor", "WyJhIl0"),
        ("cursor", "WzEsMl0"),
        ("sort", "name"),
    ],
)
async def test_a_question_that_does_not_fit_is_refused_by_name(
    accounts: FakeUsers, name: str, value: str
) -> None:
    """Unknown parameters too."""
    answer = await _list(**{name: value})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [name]
