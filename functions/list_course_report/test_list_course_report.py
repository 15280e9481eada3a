"""Where the learners of a course stand."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from functions.list_course_report.main import list_course_report
from libs.lms_reports.tests.fake import FakeFacts, FakeReports, fake_reports
from lms_kernel import new_id, utc_now
from lms_testing import client
from lms_testing.lessons import PEOPLE, LessonSchool, school_with_lessons


@dataclass
class Staffroom:
    """A course of the owner's, and the reports about it."""

    school: LessonSchool
    reports: FakeReports

    async def enroll(self, days: int, *completed: str) -> str:
        """Enroll somebody so many days ago, who then completed lessons right away."""
        user_id, at = new_id(), utc_now() - timedelta(days=days)
        key = user_id, self.school.course.id
        self.reports.facts[key] = FakeFacts(new_id(), at, completed=dict.fromkeys(completed, at))
        await self.reports.refresh([key])
        return user_id


@pytest.fixture
async def room() -> AsyncIterator[Staffroom]:
    """Return a course with two lessons and nobody in its report."""
    async with school_with_lessons() as school:
        with fake_reports() as reports:
            reports.outlines[school.course.id] = ["open", "worms"]
            yield Staffroom(school, reports)


async def _get(room: Staffroom, who: str = "owner", **parameters: Any) -> httpx2.Response:
    async with client(list_course_report, as_=PEOPLE[who]) as http:
        return await http.get(f"/api/courses/{room.school.course.id}/report", params=parameters)


def _people(answer: httpx2.Response) -> list[str]:
    return [each["user_id"] for each in answer.json()["items"]]


async def test_a_teacher_sees_who_stands_where(room: Staffroom) -> None:
    """The learner who has been away the longest comes first."""
    bo, ana = await room.enroll(2), await room.enroll(9, "open")

    answer = await _get(room)

    assert answer.status_code == 200
    assert _people(answer) == [ana, bo]
    item = answer.json()["items"][0]
    assert (item["name"], item["percent"], item["lessons_completed"]) == ("Ana", 50, 1)
    assert item["next_lesson"] == {"id": "worms", "title": "WORMS"}
    assert answer.json()["total"] == 2
    assert answer.headers["cache-control"].startswith("private")


async def test_a_report_is_narrowed_to_those_who_are_stuck(room: Staffroom) -> None:
    """By the time since which they did nothing."""
    ana, _ = await room.enroll(20), await room.enroll(2)

    since = (utc_now() - timedelta(days=14)).isoformat()

    assert _people(await _get(room, stuck_since=since)) == [ana]


async def test_pages_by_number_and_by_cursor_show_the_same(room: Staffroom) -> None:
    """In both orders; no cursor after the last page."""
    people = [await room.enroll(each) for each in (9, 7, 5, 3)]

    for order, expected in (("activity", people), ("enrolled", people[::-1])):
        first, second = [await _get(room, order=order, limit=2, page=each) for each in (1, 2)]
        followed = await _get(room, order=order, limit=2, cursor=first.json()["next_cursor"])

        assert _people(first) + _people(second) == expected
        assert _people(followed) == _people(second)
        assert followed.json()["next_cursor"] is None


async def _export(
    room: Staffroom, who: str = "owner", accept: str = "text/csv", **parameters: str
) -> httpx2.Response:
    path = f"/api/courses/{room.school.course.id}/report"
    async with client(list_course_report, as_=PEOPLE[who]) as http:
        return await http.get(path, params={"limit": 1, **parameters}, headers={"Accept": accept})


async def test_a_spreadsheet_has_the_whole_course(room: Staffroom) -> None:
    """As a file that is kept under the name of the course, whatever page is asked for."""
    for days in (2, 3):
        await room.enroll(days)

    answer = await _export(room, accept="application/json;q=0.1, Text/CSV; charset=utf-8")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="gardening.csv"'
    assert answer.headers["cache-control"].startswith("private")
    assert [line.split(",")[0] for line in answer.text.splitlines()] == [
        "\ufeffname",
        "Ana",
        "Ana",
    ]


@pytest.mark.parametrize("order", ["activity", "enrolled"])
async def test_a_spreadsheet_has_the_order_of_the_page(room: Staffroom, order: str) -> None:
    """The one that was asked for: it is the report that is shown, as a file."""
    for days in (2, 9, 3):
        await room.enroll(days)
    path = f"/api/courses/{room.school.course.id}/report"
    async with client(list_course_report, as_=PEOPLE["owner"]) as http:
        page = (await http.get(path, params={"order": order})).json()

    table = (await _export(room, order=order)).text.splitlines()[1:]

    assert len(table) == 3
    assert [line.split(",")[1] for line in table] == [each["email"] for each in page["items"]]


async def test_a_table_that_would_be_cut_off_is_refused(
    room: Staffroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """409: nobody takes a part of their course for the whole of it."""
    monkeypatch.setitem(inspect.unwrap(list_course_report).__globals__, "MOST_LINES", 1)
    await room.enroll(2)
    assert (await _export(room)).status_code == 200

    await room.enroll(3)

    answer = await _export(room)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/report-too-long")


async def test_a_table_in_which_a_line_would_be_missing_is_refused(room: Staffroom) -> None:
    """500, naming the record that an operator has to repair; the pages show the others."""
    broken, ana = await room.enroll(3), await room.enroll(2)
    room.reports.unreadable.add(broken)

    answer = await _export(room)

    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/unreadable-record")
    assert _people(await _get(room)) == [ana]


async def test_the_columns_of_a_table_follow_the_course(room: Staffroom) -> None:
    """Whatever the first line has grades for."""
    for days, lesson in ((3, "worms"), (2, "open")):
        user_id = await room.enroll(days)
        key = user_id, room.school.course.id
        room.reports.facts[key].scores[lesson] = 50
        await room.reports.refresh([key])

    head, *lines = (await _export(room)).text.splitlines()

    assert head.split(",")[-2:] == ["OPEN", "WORMS"]
    assert [line.split(",")[-2:] for line in lines] == [["", "50"], ["50", ""]]


async def test_whoever_takes_anything_gets_json(room: Staffroom) -> None:
    """A table has to be asked for by its name."""
    assert (await _export(room, accept="*/*")).json()["items"] == []


async def test_a_spreadsheet_is_for_those_who_teach(room: Staffroom) -> None:
    """As the report is."""
    assert (await _export(room, "colleague")).status_code == 403


async def test_the_course_is_found_by_its_slug_too(room: Staffroom) -> None:
    """As everywhere below a course."""
    await room.enroll(1)
    async with client(list_course_report, as_=PEOPLE["owner"]) as http:
        answer = await http.get(f"/api/courses/{room.school.course.slug}/report")

    assert answer.json()["total"] == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("stranger", 401),
        ("student", 403),
        ("learner", 403),
        ("left", 403),
        ("colleague", 403),
        ("admin", 200),
    ],
)
async def test_a_report_is_for_those_who_teach(room: Staffroom, who: str, status: int) -> None:
    """It says what others do, and how to reach them."""
    assert (await _get(room, who)).status_code == status


async def test_a_draft_of_somebody_else_is_not_found(room: Staffroom) -> None:
    """404, which reveals nothing."""
    room.school.be("draft")

    assert (await _get(room, "colleague")).status_code == 404
    assert (await _get(room)).status_code == 200


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"stuck_since": "P14D"}, "stuck_since"),
        ({"stuck_since": "2026-11-29T08:00:00"}, "stuck_since"),
        ({"order": "name"}, "order"),
        ({"cursor": "WyJhIiwiYiJd"}, "cursor"),
    ],
)
async def test_a_question_that_cannot_be_read_names_its_fault(
    room: Staffroom, parameters: dict[str, Any], field: str
) -> None:
    """422 naming the parameter."""
    answer = await _get(room, **parameters)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


async def test_an_outage_is_said(room: Staffroom) -> None:
    """503 while the database is down."""
    room.reports.is_away = True

    assert (await _get(room)).status_code == 503
