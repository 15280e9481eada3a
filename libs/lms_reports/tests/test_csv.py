"""Reports as tables for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from lms_kernel import Part, Unreadable, new_id
from lms_reports import LearnerReport, LessonGrade, LessonToDo, csv_of


def _learner(**changes: Any) -> LearnerReport:
    fields: dict[str, Any] = {
        "enrollment_id": new_id(),
        "user_id": new_id(),
        "name": "Ana",
        "email": "ana@example.org",
        "enrolled_at": datetime(2026, 11, 1, 8, tzinfo=UTC),
        "last_activity_at": None,
        "percent": 0,
        "lessons": 3,
        "lessons_completed": 0,
        "next_lesson": LessonToDo("a", "Soil"),
        "grades": [],
        "average_percent": None,
        "completed_at": None,
    }
    return LearnerReport(**{**fields, **changes})


def _grade(lesson_id: str, percent: int, title: str = "") -> LessonGrade:
    title = title or lesson_id.upper()
    return LessonGrade(lesson_id=lesson_id, title=title, percent=percent, is_passed=True)


def _rows(*learners: LearnerReport) -> list[dict[str, str]]:
    text = csv_of(Part([*learners], len(learners))).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_each_learner_is_a_line() -> None:
    """With empty cells for what is not known."""
    (row,) = _rows(_learner())

    assert row == {
        "name": "Ana",
        "email": "ana@example.org",
        "enrolled_at": "2026-11-01T08:00:00+00:00",
        "last_activity_at": "",
        "percent": "0",
        "lessons_completed": "0",
        "lessons": "3",
        "next_lesson": "Soil",
        "average_percent": "",
        "completed_at": "",
    }


def _table(*learners: LearnerReport, lesson_ids: Sequence[str] = ()) -> list[list[str]]:
    """Return the columns of lessons, the head first."""
    text = csv_of(Part([*learners], len(learners)), lesson_ids).decode("utf-8-sig")
    return [row[10:] for row in csv.reader(io.StringIO(text, newline=""))]


def test_each_lesson_with_grades_is_a_column() -> None:
    """A learner without a grade has an empty cell."""
    assert _table(_learner(grades=[_grade("a", 80), _grade("b", 40)]), _learner()) == [
        ["A", "B"],
        ["80", "40"],
        ["", ""],
    ]


def test_the_columns_are_in_the_order_of_the_course() -> None:
    """Whoever is first in the table; what the course does not have any more is last."""
    late, early = (
        _learner(grades=[_grade("gone", 1), _grade("c", 2)]),
        _learner(grades=[_grade("a", 3), _grade("c", 4)]),
    )

    assert _table(late, early, lesson_ids=["a", "b", "c"]) == [
        ["A", "C", "GONE"],
        ["", "2", "1"],
        ["3", "4", ""],
    ]


def test_no_two_columns_have_the_same_head() -> None:
    """Lessons of the same title are numbered, also one that is called like another column."""
    titles = ["Quiz", "Quiz (2)", "Quiz", "percent"]
    ids = ["a", "b", "c", "d"]
    grades = [_grade(*each) for each in zip(ids, range(4), titles, strict=True)]

    assert _table(_learner(grades=grades), lesson_ids=ids) == [
        ["Quiz", "Quiz (2)", "Quiz (3)", "percent (2)"],
        ["0", "1", "2", "3"],
    ]


def test_a_spreadsheet_knows_the_encoding_and_the_lines() -> None:
    """The bytes begin with the mark of UTF-8, and lines end as RFC 4180 says, also the last."""
    content = csv_of(Part([_learner(name="سارة")], 1))

    assert content.startswith(b"\xef\xbb\xbfname,")
    assert content.endswith(b"\r\n")
    assert content.count(b"\r\n") == content.count(b"\n") == 2
    assert "سارة".encode() in content


@pytest.mark.parametrize("name", ["a, b", 'the "great"', "two\nlines", "semi;colon"])
def test_a_name_stays_one_cell(name: str) -> None:
    """Whatever signs are in it."""
    (row,) = _rows(_learner(name=name))

    assert row["name"] == name


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\N{FULLWIDTH EQUALS SIGN}1",
        "\N{FULLWIDTH PLUS SIGN}1",
        "\N{FULLWIDTH HYPHEN-MINUS}1",
        "\N{FULLWIDTH COMMERCIAL AT}SUM(A1)",
        "=cmd|' /C calc'!A0",
    ],
)
def test_no_cell_is_a_formula(text: str) -> None:
    """Of names, titles and addresses, which others choose."""
    (row,) = _rows(
        _learner(
            name=text,
            email=f"{text}@example.org",
            next_lesson=LessonToDo("a", text),
            grades=[_grade("a", 50, text)],
        )
    )

    assert row["name"] == row["next_lesson"] == f"'{text}"
    assert row["email"] == f"'{text}@example.org"
    assert row[f"'{text}"] == "50"


@pytest.mark.parametrize(
    ("gaps", "name"),
    [({1: ["2026-11-01T08:00:00+00:00", "e-1"]}, "e-1"), ({}, "of a learner")],
    ids=["of a known place", "of none"],
)
def test_no_line_is_missing(gaps: dict[int, list[object]], name: str) -> None:
    """Where one cannot be read there is no table: in a file nobody would notice."""
    with pytest.raises(Unreadable) as refused:
        csv_of(Part([_learner()], 2, gaps))

    assert refused.value.id == name
