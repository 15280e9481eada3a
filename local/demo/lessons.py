"""The courses that are written out: a folder of `content` each, with `course.yaml` and its lessons.

An article, and what introduces any other lesson, is `<id>.md`; a quiz is `<id>.yaml`. Pictures are
next to them, and the host serves them (`local.pages.pictures`). Videos and their captions go into
the object store, as a teacher's do.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lms_kernel import derived_id
from local import yaml_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lms_files import Purpose

CONTENT = Path(__file__).with_name("content")
PICTURES = "/_local/demo"
# The endings of what is stored, and what each is.
STORED: dict[str, tuple[Purpose, str]] = {
    ".webm": ("video", "video/webm"),
    ".vtt": ("captions", "text/vtt"),
}
# What is said of a course in its file and of no other kind of course.
OUTSIDE = {"teacher", "days_old", "modules", "files"}
_WRAPPED = re.compile(r"(?<!\n)\n(?!\n)")
_PICTURE = re.compile(r"(!\[[^\]]*\]\()([a-z0-9-]+\.svg\))")


@cache
def written() -> tuple[dict[str, Any], ...]:
    """Return what each `course.yaml` says, with its content instead of a list of lessons.

    Its `files` are what it has in the object store: videos and their captions.
    """
    return tuple(_course(file.parent) for file in sorted(CONTENT.glob("*/course.yaml")))


def _course(folder: Path) -> dict[str, Any]:
    course: dict[str, Any] = _read(folder / "course.yaml")
    modules = [
        {**module, "lessons": [_lesson(folder, lesson) for lesson in module["lessons"]]}
        for module in course["modules"]
    ]
    # A description is shown with the line breaks that it has; a file is wrapped for its readers.
    description = _WRAPPED.sub(" ", course["description"].strip())
    files = sorted(file for file in folder.iterdir() if file.suffix in STORED)
    return {**course, "description": description, "modules": modules, "files": files}


def _lesson(folder: Path, row: dict[str, Any]) -> dict[str, Any]:
    """Return a lesson as a request's body has it."""
    lesson = {
        "id": row["id"],
        "title": row["title"],
        "kind": row["kind"],
        "duration_minutes": row["minutes"],
        "is_preview": row.get("preview", False),
    }
    text = folder / f"{row['id']}.md"
    if text.exists():
        lesson["body"] = _PICTURE.sub(rf"\1{PICTURES}/{folder.name}/\2", text.read_text())
    if row["kind"] == "exercise":
        lesson["exercise"] = {"accepts": row["accepts"], "max_points": row["points"]}
    if row["kind"] == "video":
        lesson["file_id"] = file_id(folder / row["file"])
        lesson["captions"] = [
            {"language": language, "file_id": file_id(folder / name)}
            for language, name in row["captions"].items()
        ]
    if row["kind"] == "quiz":
        lesson["quiz"] = _quiz(_read(folder / f"{row['id']}.yaml"))
    return lesson


def file_id(file: Path) -> str:
    """Return the id under which a file is stored."""
    return derived_id("demo", "file", file.parent.name, file.name)


def _quiz(quiz: dict[str, Any]) -> dict[str, Any]:
    questions = [
        {"id": f"question-{number}", **_question(row)}
        for number, row in enumerate(quiz["questions"], 1)
    ]
    return {"pass_percent": quiz["pass_percent"], "is_shuffled": True, "questions": questions}


def _question(row: dict[str, Any]) -> dict[str, Any]:
    """Return a question; its prompt is under the name of its kind."""
    kind = next(iter(row))
    question = {"kind": kind, "prompt": str(row[kind]), "explanation": row.get("feedback", "")}
    match kind:
        case "single" | "multiple":
            question["choices"] = list(_choices(row["choices"]))
        case "text":
            question["answers"] = [str(answer) for answer in row["accepted"]]
        case "number":
            question |= {"value": row["value"], "tolerance": row.get("tolerance", 0)}
        case "order":
            question |= {"kind": "ordering", "items": list(_items(row["items"]))}
    return question


def _choices(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(rows, 1):
        yield {
            "id": f"choice-{number}",
            "text": str(row["text"]),
            "is_right": row.get("right", False),
            "feedback": row["feedback"],
        }


def _items(rows: list[str]) -> Iterator[dict[str, str]]:
    for number, row in enumerate(rows, 1):
        yield {"id": f"item-{number}", "text": str(row)}


def _read(file: Path) -> Any:
    return yaml_text.load(file.read_text(encoding="utf-8"))
