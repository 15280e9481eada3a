"""Reading a lesson."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest

from functions.get_lesson.main import get_lesson
from libs.lms_files.tests.fake import fake_files
from lms_courses import CourseChanges
from lms_kernel import accept, new_id
from lms_testing import client
from lms_testing.access import bearer, redis_away
from lms_testing.lessons import PEOPLE, LessonSchool, school_with_lessons


@pytest.fixture
async def school() -> AsyncIterator[LessonSchool]:
    """Return a course with lessons and everybody around it."""
    async with school_with_lessons() as school:
        yield school


async def _get(name: str, lesson: str, *, who: str, **headers: str) -> httpx2.Response:
    async with client(get_lesson, as_=PEOPLE[who]) as http:
        return await http.get(f"/api/courses/{name}/lessons/{lesson}", headers=headers)


async def test_a_learner_gets_the_whole_lesson(school: LessonSchool) -> None:
    """Everything that its page shows, in one response of a few kilobytes that no cache shares."""
    answer = await _get(school.course.slug, "worms", who="learner")

    assert answer.status_code == 200
    assert answer.json() == {
        "id": "worms",
        "course_id": school.course.id,
        "course_slug": school.course.slug,
        "course_title": "Gardening",
        "title": "Worms",
        "kind": "video",
        "duration_minutes": 0,
        "is_preview": False,
        "html": '<p dir="auto">They dig.</p>\n',
        "url": "https://video.example.org/worms",
        "quiz": None,
        "file": None,
        "captions": [],
        "exercise": None,
        "is_graded": False,
        "previous": {"id": "open", "title": "What soil is"},
        "next": {"id": "heap", "title": "Heap"},
        "standing": "enrolled",
        "completed_at": None,
        "position_seconds": None,
    }
    assert answer.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("who", "status", "slug"),
    [
        ("stranger", 401, "unauthenticated"),
        ("student", 403, "not-enrolled"),
        ("left", 403, "not-enrolled"),
        ("colleague", 403, "not-enrolled"),
        ("owner", 200, ""),
        ("admin", 200, ""),
    ],
)
async def test_a_lesson_is_for_those_who_are_enrolled(
    school: LessonSchool, who: str, status: int, slug: str
) -> None:
    """And for the author; everybody else is told what to do, and nothing of the lesson."""
    answer = await _get(school.course.id, "worms", who=who)

    assert answer.status_code == status
    if slug:
        assert answer.json()["type"] == f"/problems/{slug}"
        assert "They dig." not in answer.text
    if status == 401:
        assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_preview_is_for_everybody(school: LessonSchool) -> None:
    """No cache shares it all the same: its response says who asked."""
    answer = await _get(school.course.id, "open", who="stranger")

    assert (answer.status_code, answer.json()["standing"]) == (200, "preview")
    assert answer.headers["cache-control"].startswith("private")


async def test_a_text_is_html_that_is_safe_to_show(school: LessonSchool) -> None:
    """The browser needs no parser; what authors write runs nowhere."""
    answer = await _get(school.course.id, "open", who="stranger")

    assert answer.json()["html"] == '<p dir="auto">Look <em>down</em>.</p>\n'
    assert "body" not in answer.json()


async def test_a_lesson_without_a_text_has_no_html(school: LessonSchool) -> None:
    """Nothing is rendered."""
    assert (await _get(school.course.id, "heap", who="learner")).json()["html"] == ""


async def test_an_archived_course_stays_open_to_those_enrolled(school: LessonSchool) -> None:
    """For everybody else it is not there, previews included."""
    school.be("archived")

    assert (await _get(school.course.id, "worms", who="learner")).status_code == 200
    for who in ("stranger", "student", "left", "colleague"):
        assert (await _get(school.course.id, "open", who=who)).status_code == 404


async def test_an_unchanged_lesson_is_not_sent_again(school: LessonSchool) -> None:
    """304 until something of it changes."""
    first = await _get(school.course.id, "worms", who="learner")
    tag = {"If-None-Match": first.headers["etag"]}
    same = await _get(school.course.id, "worms", who="learner", **tag)
    school.shelf.kept[school.course.id] = school.course.change(
        accept({"title": "Gardens"}, CourseChanges)
    ).course
    other = await _get(school.course.id, "worms", who="learner", **tag)

    assert (same.status_code, same.content) == (304, b"")
    assert (other.status_code, other.json()["course_title"]) == (200, "Gardens")


async def test_a_video_has_links_to_its_file_and_captions(school: LessonSchool) -> None:
    """Of the owner and of admins; what is gone, or belongs to somebody else, is left out."""
    with fake_files() as uploads:
        owner, colleague = PEOPLE["owner"], PEOPLE["colleague"]
        assert owner is not None
        assert colleague is not None
        video, words = [uploads.keep(new_id(), owner.id) for _ in range(2)]
        foreign = uploads.keep(new_id(), colleague.id)
        captions = [
            {"language": "en", "file_id": words.id},
            {"language": "de", "file_id": foreign.id},
            {"language": "fr", "file_id": new_id()},
        ]
        _show(school, {"file_id": video.id, "captions": captions})

        body = (await _get(school.course.id, "film", who="learner")).json()
        refused = await _get(school.course.id, "film", who="student")
        await uploads.discard(video)
        without = (await _get(school.course.id, "film", who="learner")).json()

    assert video.key in body["file"]["url"]
    assert (body["file"]["name"], body["file"]["bytes"]) == (video.name, video.bytes)
    assert body["file"]["expires_at"]
    ((language, url),) = [(each["language"], each["url"]) for each in body["captions"]]
    assert language == "en"
    assert words.key in url
    assert video.key not in refused.text
    assert (without["file"], len(without["captions"])) == (None, 1)


def _show(school: LessonSchool, parts: dict[str, object]) -> None:
    """Give the course one lesson, a film."""
    film = {"id": "film", "title": "Film", "kind": "video", "duration_minutes": 3, **parts}
    content = {"modules": [{"id": "m1", "title": "Films", "lessons": [film]}]}
    school.course = school.course.change(accept({"content": content}, CourseChanges)).course
    school.shelf.kept[school.course.id] = school.course


@pytest.mark.parametrize("lesson", ["nothing", "_-", "m1", "a%20b"])
async def test_an_unknown_lesson_is_not_found(school: LessonSchool, lesson: str) -> None:
    """404, whatever its name looks like."""
    assert (await _get(school.course.id, lesson, who="learner")).status_code == 404


async def test_a_bad_token_is_refused(school: LessonSchool) -> None:
    """An invalid credential is never silently ignored, not even for a preview."""
    answer = await _get(school.course.id, "open", who="stranger", Authorization="Bearer nonsense")

    assert answer.status_code == 401


async def test_without_redis_nobody_is_taken_for_a_stranger(school: LessonSchool) -> None:
    """503 for a learner, whose app would sign them out on a 401; strangers read previews."""
    learner = PEOPLE["learner"]
    assert learner is not None
    token = {"Authorization": await bearer(learner)}
    with redis_away():
        answer = await _get(school.course.id, "worms", who="stranger", **token)
        assert answer.status_code == 503
        assert (await _get(school.course.id, "open", who="stranger")).status_code == 200
