"""The courses that are written out: what a newcomer reads, looks at and answers."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree as ET

import pytest

from lms_courses import Lesson, NewCourse
from lms_files import check
from lms_kernel import accept
from local.demo.learners import courses_of_the_student, lessons_of_the_student
from local.demo.lessons import CONTENT, PICTURES, STORED, file_id
from local.demo.school import DemoCourse, programme

WRITTEN = [course for course in programme() if accept(course.fields, NewCourse).content.lessons()]
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]*)\)")
SVG = "{http://www.w3.org/2000/svg}"


def lessons_of(course: DemoCourse) -> list[Lesson]:
    """Return all lessons of a course."""
    return accept(course.fields, NewCourse).content.lessons()


def test_at_least_eight_courses_are_written_in_four_languages() -> None:
    """Most in English; French, German and Arabic show that a text keeps its own direction."""
    assert len(WRITTEN) >= 8
    assert {course.fields["language"] for course in WRITTEN} == {"en", "fr", "de", "ar"}


@pytest.mark.parametrize("course", WRITTEN, ids=lambda course: course.key)
def test_a_written_course_can_be_read_tried_and_completed(course: DemoCourse) -> None:
    """Five to ten lessons in two or three modules, free, with a preview and quizzes."""
    new = accept(course.fields, NewCourse)
    kinds = Counter(lesson.kind for lesson in new.content.lessons())
    assert 2 <= len(new.content.modules) <= 3
    assert 5 <= kinds.total() <= 10
    assert kinds["article"] >= 4
    assert kinds["quiz"] >= 1
    assert any(lesson.is_preview for lesson in new.content.lessons())
    assert new.price.amount == 0


@pytest.mark.parametrize("course", WRITTEN, ids=lambda course: course.key)
def test_every_lesson_has_its_content(course: DemoCourse) -> None:
    """An article has a text of some length, a quiz its questions, an exercise its task."""
    for lesson in lessons_of(course):
        words = len((lesson.body or "").split())
        match lesson.kind:
            case "article":
                assert 300 <= words <= 800, lesson.id
            case "quiz":
                assert lesson.quiz is not None, lesson.id
            case "exercise":
                assert lesson.exercise is not None, lesson.id
                assert words >= 80, lesson.id
            case "video":
                assert lesson.file_id is not None, lesson.id
                assert {each.language for each in lesson.captions} == {"en", "de"}
                assert words >= 40, lesson.id
            case kind:
                pytest.fail(f"{lesson.id} is of the kind {kind}")


@pytest.mark.parametrize("course", WRITTEN, ids=lambda course: course.key)
def test_quizzes_mix_kinds_and_explain_themselves(course: DemoCourse) -> None:
    """At least three kinds of question, and a reason for each choice or solution."""
    for lesson in lessons_of(course):
        if lesson.quiz is None:
            continue
        assert len(lesson.quiz.questions) >= 4
        assert len({type(question) for question in lesson.quiz.questions}) >= 3
        for question in lesson.quiz.questions:
            choices = getattr(question, "choices", [])
            assert question.explanation or all(choice.feedback for choice in choices)


def test_descriptions_break_between_paragraphs_only() -> None:
    """Their files are wrapped; a page would show each of those breaks."""
    for course in WRITTEN:
        description = course.fields["description"]
        assert "\n" not in description.replace("\n\n", ""), course.key


def test_some_courses_have_an_exercise() -> None:
    """Somebody has something to hand in, and the demo instructor something to grade."""
    with_one = [
        course
        for course in WRITTEN
        if any(lesson.kind == "exercise" for lesson in lessons_of(course))
    ]
    assert len(with_one) >= 3
    assert any(not course.teacher for course in with_one)


def test_every_picture_is_there_and_has_words() -> None:
    """An alternative text for each, and no picture that no lesson shows."""
    shown = set()
    for course in WRITTEN:
        for lesson in lessons_of(course):
            for words, address in PICTURE.findall(lesson.body or ""):
                assert len(words) > 20, address
                shown.add(address)
    there = {f"{PICTURES}/{file.parent.name}/{file.name}" for file in CONTENT.glob("*/*.svg")}
    assert shown == there


def test_every_stored_file_is_shown_by_a_lesson() -> None:
    """As a video or as its words, under the very id, and small."""
    shown = {
        each
        for course in WRITTEN
        for lesson in lessons_of(course)
        for each in (lesson.file_id, *(words.file_id for words in lesson.captions))
        if each
    }
    stored = [file for course in WRITTEN for file in course.files]
    assert {file_id(file) for file in stored} == shown
    assert len(shown) == len(stored) > 0
    for file in stored:
        purpose, content_type = STORED[file.suffix]
        content = file.read_bytes()
        check(purpose, content_type, len(content))
        assert len(content) < 100_000


def test_pictures_are_small_and_run_nothing() -> None:
    """Shapes and letters: no script, no handler, nothing from elsewhere."""
    for file in CONTENT.glob("*/*.svg"):
        assert file.stat().st_size < 20_000
        for element in ET.parse(file).iter():  # noqa: S314 - our own files
            assert element.tag.removeprefix(SVG) in {
                *("svg", "defs", "marker", "rect", "path", "text", "circle", "line"),
                *("linearGradient", "stop"),
            }
            assert not any(name.startswith("on") for name in element.attrib)


def test_formulas_are_closed_and_code_says_its_language() -> None:
    """A stray dollar sign would turn the rest of a paragraph into a formula."""
    for file in CONTENT.glob("*/*.md"):
        text = file.read_text(encoding="utf-8")
        fences = re.findall(r"^```(\w*)", text, flags=re.MULTILINE)
        assert all(fences[::2]), file
        assert not any(fences[1::2]), file
        prose = re.sub(r"```.*?```|`[^`\n]*`|\$\$.*?\$\$", "", text, flags=re.DOTALL)
        for line in prose.splitlines():
            assert line.count("$") % 2 == 0, f"{file}: {line}"


def test_the_demo_student_takes_written_courses() -> None:
    """So that somebody who signs in for the first time has something to read."""
    assert set(courses_of_the_student()) <= {course.key for course in WRITTEN}


def test_the_demo_student_has_begun_some_of_them() -> None:
    """Lessons that there are, that reading completes, and not all of a course."""
    courses = {course.key: lessons_of(course) for course in WRITTEN}
    assert len(lessons_of_the_student()) >= 2
    for key, completed in lessons_of_the_student().items():
        assert key in courses_of_the_student()
        articles = [lesson.id for lesson in courses[key] if lesson.kind == "article"]
        assert set(completed) < set(articles)
