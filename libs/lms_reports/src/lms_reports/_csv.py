"""A report as a table for spreadsheets: RFC 4180, in UTF-8 with the mark that Excel asks for."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from itertools import chain, count

from lms_kernel import Part, Unreadable
from lms_reports._model import LearnerReport

# What makes a spreadsheet compute a cell, also in the wide forms of East Asian fonts (OWASP, "CSV
# Injection"). An apostrophe in front of it makes the cell a text.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001

_COLUMNS = (
    "name",
    "email",
    "enrolled_at",
    "last_activity_at",
    "percent",
    "lessons_completed",
    "lessons",
    "next_lesson",
    "average_percent",
    "completed_at",
)


def csv_of(report: Part[LearnerReport], lesson_ids: Sequence[str] = ()) -> bytes:
    """Return the table: a line for each learner, and a column for each lesson with grades.

    ``lesson_ids`` are those of the course in reading order, which is that of the columns; lessons
    that are not among them come last. Raises Unreadable when a line would be missing: nobody sees
    that in a table.
    """
    if len(report.items) < report.total:
        ids = [str(enrollment_id) for *_, enrollment_id in report.gaps.values()]
        raise Unreadable("LearnerReport", next(iter(ids), "of a learner"), "no line would tell")
    learners = report.items
    titles = {grade.lesson_id: grade.title for one in learners for grade in one.grades}
    graded = [each for each in lesson_ids if each in titles]
    graded += [each for each in titles if each not in lesson_ids]
    file = io.StringIO(newline="")
    # RFC 4180 ends lines like this, on every system.
    table = csv.writer(file, lineterminator="\r\n")
    table.writerow(_heads([*_COLUMNS, *(_safe(titles[each]) for each in graded)]))
    for one in learners:
        percents = {grade.lesson_id: grade.percent for grade in one.grades}
        table.writerow(
            [
                *(_cell(one, column) for column in _COLUMNS),
                *(percents.get(each, "") for each in graded),
            ]
        )
    return codecs.BOM_UTF8 + file.getvalue().encode()


def _heads(names: Sequence[str]) -> list[str]:
    """Add numbers to repeated names: ``Quiz``, ``Quiz (2)``."""
    heads: list[str] = []
    for name in names:
        numbered = (f"{name} ({number})" for number in count(2))
        heads.append(next(each for each in chain([name], numbered) if each not in heads))
    return heads


def _cell(one: LearnerReport, column: str) -> str | int:
    if column == "next_lesson":
        return _safe(one.next_lesson.title) if one.next_lesson else ""
    value = getattr(one, column)
    if value is None:
        return ""
    if isinstance(value, (str, int)):
        return _safe(value) if isinstance(value, str) else value
    return str(value.isoformat(timespec="seconds"))


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_DANGEROUS) else text
