"""Reports as tables for spreadsheets."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest

from lms_kernel import new_id
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
    text = csv_of(learners).decode("utf-8-sig")
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


def test_each_lesson_with_grades_is_a_column() -> None:
    """Two lessons of the same title are two columns; whoever has no grade has an empty cell."""
    text = csv_of(
        [
            _learner(grades=[_grade("a", 80, "Quiz"), _grade("b", 40, "Quiz")]),
            _learner(grades=[_grade("b", 60, "Quiz")]),
        ]
    ).decode("utf-8-sig")

    head, first, second = list(csv.reader(io.StringIO(text, newline="")))
    assert (head[-2:], first[-2:], second[-2:]) == (["Quiz", "Quiz"], ["80", "40"], ["", "60"])


def test_a_spreadsheet_knows_the_encoding_and_the_lines() -> None:
    """The bytes begin with the mark of UTF-8, and lines end as RFC 4180 says, also the last."""
    content = csv_of([_learner(name="سارة")])

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
