"""What every store of progress promises of the list of somebody's courses."""

from __future__ import annotations

from datetime import timedelta

from libs.lms_progress.tests.contract import Classroom, complete, outline, pass_, stop_at
from lms_kernel import Place, request_scope, utc_now
from lms_progress import (
    LearningState,
    NextLesson,
    by_activity,
)


class LearningContract:
    """What every store promises of the list of somebody's courses."""

    async def test_a_list_has_ones_own_courses(self, room: Classroom) -> None:
        """The latest activity first, with how far one got and where to go on."""
        ana, bo = await room.learner(), await room.learner()
        ids = [await room.seat(ana, each) for each in ("Gardening", "Bees", "Soil")]
        await room.seat(bo)
        courses = [outline("a", "b", course_id=each) for each in ids]
        await complete(room, ana, courses[2], "a", "b")
        await complete(room, ana, courses[0], "b")

        found = await room.store.page(ana, limit=10)

        assert [each.course_title for each in found.items] == ["Gardening", "Soil", "Bees"]
        assert [each.percent for each in found.items] == [50, 100, 0]
        assert [each.lessons_completed for each in found.items] == [1, 2, 0]
        assert [each.lessons for each in found.items][:2] == [2, 2]
        assert [each.next_lesson for each in found.items] == [NextLesson("a", "A"), None, None]
        assert [each.completed_at is not None for each in found.items] == [False, True, False]
        assert found.total == 3
        first = found.items[0]
        assert (first.course_id, first.course_slug) == (ids[0], "gardening")
        assert (first.course_status, first.enrolled_at < first.last_activity_at) == (
            "published",
            True,
        )

    async def test_a_list_is_of_active_or_of_finished_courses(self, room: Classroom) -> None:
        """Finished is what was completed at some time, whatever the outline has become."""
        ana = await room.learner()
        done, open_ = await room.seat(ana), await room.seat(ana)
        await complete(room, ana, outline("a", course_id=done), "a")
        async with request_scope():
            await room.store.keep_outline(outline("a", "b", "c", course_id=done, version=2))

        async def listed(state: LearningState) -> list[tuple[str, int]]:
            found = await room.store.page(ana, state=state, limit=10)
            assert found.total == len(found.items)
            return [(each.course_id, each.percent) for each in found.items]

        assert await listed("finished") == [(done, 33)]
        assert await listed("active") == [(open_, 0)]

    async def test_a_list_knows_the_newest_outline(self, room: Classroom) -> None:
        """An older one that comes late changes nothing."""
        ana = await room.learner()
        course_id = await room.seat(ana)
        await complete(room, ana, outline("a", "b", course_id=course_id, version=2), "a")
        for version, lessons in ((3, "abcd"), (1, "x"), (2, "y")):
            await room.store.keep_outline(outline(*lessons, course_id=course_id, version=version))

        (found,) = (await room.store.page(ana, limit=10)).items

        assert (found.percent, found.lessons, found.next_lesson) == (25, 4, NextLesson("b", "B"))

    async def test_a_lesson_is_found_by_the_slug_of_its_course(self, room: Classroom) -> None:
        """As by its id: a reader of the page knows no more."""
        ana = await room.learner()
        course_id = await room.seat(ana, "Bees and hives")
        course = outline("a", "b", course_id=course_id)
        await complete(room, ana, course, "a")
        await stop_at(room, ana, course, "a", 8)

        by_slug = await room.store.in_lesson(ana, "bees-and-hives", "a")

        assert by_slug == await room.store.in_lesson(ana, course_id, "a")
        assert (by_slug.completed_at is not None, by_slug.position_seconds) == (True, 8)

    async def test_facts_outlive_a_seat(self, room: Classroom) -> None:
        """Learners who left a course do not see it; after enrolling again they go on as before."""
        ana = await room.learner()
        course_id = await room.seat(ana)
        course = outline("a", "b", course_id=course_id)
        await complete(room, ana, course, "a")

        await room.leave(ana, course_id)
        gone = await room.store.page(ana, limit=10)
        await room.return_to(ana, course_id)
        (again,) = (await room.store.page(ana, limit=10)).items

        assert (gone.items, gone.total) == ([], 0)
        assert (again.percent, again.next_lesson) == (50, NextLesson("b", "B"))

    async def test_a_result_is_recorded_for_those_who_had_a_seat(self, room: Classroom) -> None:
        """Also when they have left; nobody else completes anything, and nothing is announced."""
        ana, bo, eve = [await room.learner() for _ in range(3)]
        course_id = await room.seat(ana)
        await room.return_to(bo, course_id)
        await room.leave(bo, course_id)
        course = outline("a", course_id=course_id)

        recorded = [await pass_(room, each, course, "a") for each in (ana, bo, eve)]

        assert [each is not None and each.percent for each in recorded] == [100, 100, False]
        assert (await room.store.in_course(eve, course)).completed_lessons == []
        assert {each["data"]["user_id"] for each in room.published} == {ana, bo}  # type: ignore[index]

    async def test_a_result_alone_is_no_activity(self, room: Classroom) -> None:
        """A grade completes a lesson: where the learner goes on, and since when, is unchanged."""
        ana, bo = await room.learner(), await room.learner()
        course_id = await room.seat(ana)
        await room.return_to(bo, course_id)
        course = outline("a", "b", "c", "d", course_id=course_id)
        await stop_at(room, ana, course, "b", 5)
        before = await room.store.in_course(ana, course)

        for each in (ana, bo):
            await pass_(room, each, course, "c")

        after = await room.store.in_course(ana, course)
        assert [each.id for each in after.completed_lessons] == ["c"]
        assert (after.next_lesson, after.last_activity_at) == (
            NextLesson("b", "B"),
            before.last_activity_at,
        )
        unseen = await room.store.in_course(bo, course)
        assert (unseen.percent, unseen.next_lesson) == (25, NextLesson("a", "A"))
        assert unseen.last_activity_at is None
        (listed,) = (await room.store.page(bo, limit=9)).items
        assert listed.last_activity_at == listed.enrolled_at

    async def test_what_the_learner_did_is_activity_when_they_did_it(self, room: Classroom) -> None:
        """A delivery that comes late, or again, does not lead back to the lesson."""
        ana = await room.learner()
        course = outline("a", "b", "c", course_id=await room.seat(ana))
        days = [utc_now() - timedelta(days=each) for each in (9, 5, 7)]

        for lesson, at in zip("abc", days, strict=True):
            await pass_(room, ana, course, lesson, is_passed=lesson == "a", acted_at=at)
        await pass_(room, ana, course, "a", acted_at=days[0])

        found = await room.store.in_course(ana, course)
        assert found.last_activity_at == days[1]
        assert (found.percent, found.next_lesson) == (33, NextLesson("b", "B"))

    async def test_pages_cover_a_list_without_gaps(self, room: Classroom) -> None:
        """Following positions or numbers shows every course once; the total stays."""
        ana = await room.learner()
        ids = [await room.seat(ana) for _ in range(5)]
        for each in (1, 3):
            await stop_at(room, ana, outline("a", course_id=ids[each]), "a", 1)
        expected = [ids[each] for each in (3, 1, 4, 2, 0)]

        by_number = [await room.store.page(ana, limit=2, offset=each) for each in (0, 2, 4)]
        by_position: list[str] = []
        after: Place | None = None
        while (page := await room.store.page(ana, limit=2, after=after)).items:
            by_position += [each.course_id for each in page.items]
            after = by_activity(page.items[-1])
            assert page.total == 5

        assert [each.course_id for page in by_number for each in page.items] == expected
        assert by_position == expected
