"""Marks in the content of a course, by which it is recognized wherever it turns up."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lms_courses import NewCourse
from lms_kernel import Invalid, accept, is_id, new_id
from tools.openapi.examples import example

# What the outline shows of a lesson is no secret.
PUBLIC = {"id", "title", "kind", "duration_minutes", "is_preview"}


@dataclass
class Marks:
    """The marks of one lesson."""

    lesson_id: str
    is_preview: bool
    found: set[str] = field(default_factory=set)

    def within(self, text: str) -> set[str]:
        """Return those marks that are in the text."""
        return {each for each in self.found if each in text}


def marked_lesson(api: dict[str, Any], kind: str, *, is_preview: bool) -> tuple[Any, Marks]:
    """Return a lesson with every field that the API description knows, and its marks."""
    components = api["components"]["schemas"]
    lesson = example(components["Lesson"], components)
    marks = Marks(f"lesson-{kind}-{'open' if is_preview else 'closed'}", is_preview)
    lesson |= {"id": marks.lesson_id, "kind": kind, "is_preview": is_preview}
    for path, text in _texts(lesson):
        if path[0] in PUBLIC:
            continue
        mark = new_id() if is_id(text) else f"mark{new_id().replace('-', '')}"
        # An id, a text, an address; what takes none of them is a choice, and no secret.
        for value in (mark, f"{text}/{mark}"):
            marked = _put(lesson, path, value)
            if _is_accepted(marked):
                lesson = marked
                marks.found.add(mark)
                break
    return lesson, marks


def _texts(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _texts(each, (*path, name))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _texts(each, (*path, place))


def _put(lesson: Any, path: tuple[Any, ...], value: str) -> Any:
    changed = copy.deepcopy(lesson)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return changed


def _is_accepted(lesson: Any) -> bool:
    try:
        new = accept(
            {"title": "X", "content": {"modules": [{"title": "M", "lessons": [lesson]}]}},
            NewCourse,
        )
    except Invalid:
        return False
    return not list(new.content.faults())
