"""What every store of attempts promises: one suite for the fake and for PostgreSQL."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol

import msgspec
import pytest

from libs.lms_quizzes.tests.fake import FakeQuizzes
from lms_kernel import Invalid, Problem, new_id, request_scope
from lms_questions import Choice, NumberQuestion, Quiz, Response, SingleQuestion, shown_responses
from lms_quizzes import (
    GRACE_SECONDS,
    AttemptFinished,
    AttemptFinishedAlready,
    AttemptNotFound,
    AttemptOpen,
    AttemptOver,
    AttemptRecord,
    LessonPlace,
    NoAttemptsLeft,
    PostgresQuizzes,
    Responses,
    Taker,
    by_start,
)
from lms_testing import CapturedEvents

QUIZ = Quiz(
    attempts=2,
    pass_percent=60,
    questions=[
        SingleQuestion(
            id="one",
            prompt="1 + 1?",
            choices=[
                Choice(id="r", text="2", is_right=True),
                Choice(id="w", text="3", feedback="One too many."),
            ],
        ),
        NumberQuestion(id="half", prompt="Half of 5?", value=2.5, points=2),
    ],
)
TIMED = msgspec.structs.replace(QUIZ, minutes=1)
RIGHT = [
    Response(question_id="one", choices=["r"]),
    Response(question_id="half", number=2.5),
]


class Class(Protocol):
    """Where the promises are tried: a store, and a way to make people for it."""

    store: PostgresQuizzes | FakeQuizzes
    published: CapturedEvents

    async def person(self) -> str:
        """Make somebody called Ana and return their id."""

    async def pass_time(self, seconds: float) -> None:
        """Let time go by for every open attempt."""


def a_place() -> LessonPlace:
    """Return the quiz of a course of its own."""
    return LessonPlace(new_id(), "lesson-1")


async def start(
    room: Class, at: LessonPlace, user_id: str, quiz: Quiz = QUIZ, *, id_: str = ""
) -> AttemptRecord:
    """Start in a request of its own."""
    async with request_scope(function="start_attempt"):
        return await room.store.start(id_ or new_id(), quiz, at=at, by=Taker(user_id))


async def save(
    room: Class, record: AttemptRecord, responses: list[Response], *, finished: bool = True
) -> AttemptRecord:
    """Save or end in a request of its own; responses name the author's ids.

    A problem is raised behind the request, as an endpoint returns it: what the request announced is
    published all the same.
    """
    sent = shown_responses(record.quiz, record.seed, responses)
    async with request_scope(function="finish_attempt"):
        try:
            return await room.store.save(record, Responses(responses=sent, finished=finished))
        except Problem as problem:
            refused = problem
    raise refused


async def find(room: Class, attempt_id: str) -> AttemptRecord:
    """Read in a request of its own."""
    async with request_scope(function="get_attempt"):
        return await room.store.find(attempt_id)


class QuizzesContract:
    """What every store of attempts promises; subclasses give the fixture ``room``."""

    async def test_an_attempt_keeps_the_quiz_that_it_began_with(self, room: Class) -> None:
        """It is the first, it is open, and it is found with the same questions and order."""
        ana, at = await room.person(), a_place()

        started = await start(room, at, ana, TIMED)
        found = await find(room, started.id)

        assert (started.number, started.is_preview, started.finished_at) == (1, False, None)
        assert (found.quiz, found.seed, found.responses) == (TIMED, started.seed, [])
        assert (found.user_id, found.course_id, found.lesson_id) == (ana, *at)
        assert started.deadline is not None
        assert (started.deadline - started.started_at).total_seconds() == 60
        seconds_left = found.as_sheet().seconds_left
        assert seconds_left is not None
        assert 50 <= seconds_left <= 60

    async def test_ending_marks_and_announces_once(self, room: Class) -> None:
        """However often it is ended, the first responses count, and one event says so."""
        ana, at = await room.person(), a_place()
        started = await start(room, at, ana)

        ended = await save(room, started, RIGHT[1:])
        again = await save(room, started, RIGHT)
        later = await save(room, ended, [])

        assert (ended.points, ended.max_points, ended.score_percent) == (2, 3, 66)
        assert ended.is_passed is True
        assert ended.finished_at is not None
        assert (again.responses, later.responses) == (RIGHT[1:], RIGHT[1:])
        assert again.finished_at == ended.finished_at
        assert [each["type"] for each in room.published] == [AttemptFinished.type]
        data: Any = room.published[0]["data"]
        acted_at = datetime.fromisoformat(data.pop("acted_at"))
        assert abs(acted_at - ended.finished_at) < timedelta(seconds=2)
        assert data == {
            "attempt_id": started.id,
            "user_id": ana,
            "course_id": at.course_id,
            "lesson_id": at.lesson_id,
            "score_percent": 66,
            "is_passed": True,
            "number": 1,
        }

    async def test_what_was_saved_is_found_again(self, room: Class) -> None:
        """The last saved responses, each time; nothing is marked yet."""
        started = await start(room, a_place(), await room.person())

        await save(room, started, RIGHT, finished=False)
        saved = await save(room, started, RIGHT[:1], finished=False)
        found = await find(room, started.id)

        assert saved.responses == found.responses == RIGHT[:1]
        assert found.saved_at is not None
        assert (found.finished_at, found.is_passed) == (None, None)
        assert room.published == []

    async def test_what_ended_does_not_change(self, room: Class) -> None:
        """Saving is refused afterwards."""
        started = await start(room, a_place(), await room.person())
        await save(room, started, [])

        with pytest.raises(AttemptFinishedAlready):
            await save(room, started, RIGHT, finished=False)

        assert (await find(room, started.id)).responses == []

    async def test_what_cannot_be_a_response_changes_nothing(self, room: Class) -> None:
        """It is named, and the attempt stays open."""
        started = await start(room, a_place(), await room.person())
        foreign = Responses(responses=[Response(question_id="one")], finished=True)

        with pytest.raises(Invalid):
            await room.store.save(started, foreign)

        assert (await find(room, started.id)).finished_at is None

    async def test_attempts_are_counted(self, room: Class) -> None:
        """The next one has the next number, and after the last there is none."""
        ana, at = await room.person(), a_place()

        for number in (1, 2):
            started = await start(room, at, ana)
            assert started.number == number
            await save(room, started, [])

        with pytest.raises(NoAttemptsLeft):
            await start(room, at, ana)
        assert (await start(room, at, await room.person())).number == 1
        assert (await start(room, LessonPlace(at.course_id, "other"), ana)).number == 1
        unlimited = msgspec.structs.replace(QUIZ, attempts=None)
        assert (await start(room, at, ana, unlimited)).number == 3

    async def test_one_attempt_is_open_at_a_time(self, room: Class) -> None:
        """Starting again is refused and names the open one; a repeat returns it."""
        ana, at = await room.person(), a_place()
        started = await start(room, at, ana)

        with pytest.raises(AttemptOpen) as refused:
            await start(room, at, ana)

        assert refused.value.extra == {"attempt_id": started.id}
        assert (await start(room, at, ana, id_=started.id)).seed == started.seed

    async def test_later_edits_change_nothing_in_an_attempt(self, room: Class) -> None:
        """It is marked by the quiz that it began with; the next one gets the new quiz."""
        ana, at = await room.person(), a_place()
        started = await start(room, at, ana)
        edited = msgspec.structs.replace(QUIZ, questions=QUIZ.questions[:1])

        ended = await save(room, started, RIGHT)
        after = await start(room, at, ana, edited)

        assert ended.max_points == 3
        assert after.quiz == edited

    async def test_a_late_response_is_refused_and_what_was_saved_counts(self, room: Class) -> None:
        """After the deadline and its grace the attempt ends with what was saved."""
        started = await start(room, a_place(), await room.person(), TIMED)
        await save(room, started, RIGHT[:1], finished=False)
        await room.pass_time(60 + GRACE_SECONDS + 1)

        for _ in range(2):
            with pytest.raises(AttemptOver):
                await save(room, started, RIGHT)

        ended = await find(room, started.id)
        assert (ended.points, ended.is_passed, ended.responses) == (1, False, RIGHT[:1])
        (event,) = room.published
        result = msgspec.convert(event["data"], AttemptFinished)
        assert (result.score_percent, result.acted_at) == (33, ended.saved_at)

    @pytest.mark.parametrize("finished", [True, False])
    async def test_what_was_sent_in_time_may_be_late(self, room: Class, *, finished: bool) -> None:
        """A response that arrives within the grace counts."""
        started = await start(room, a_place(), await room.person(), TIMED)
        await room.pass_time(60 + GRACE_SECONDS / 2)

        saved = await save(room, started, RIGHT, finished=finished)

        assert saved.responses == RIGHT
        assert (saved.is_passed is True) is finished

    async def test_an_abandoned_attempt_ends_when_somebody_looks(self, room: Class) -> None:
        """By itself, in the list, and when the next one is started."""
        at = a_place()
        ana, bo, cy = [await room.person() for _ in range(3)]
        started = [await start(room, at, each, TIMED) for each in (ana, bo, cy)]
        await room.pass_time(60 + GRACE_SECONDS + 1)

        await find(room, started[0].id)
        async with request_scope(function="list_attempts"):
            await room.store.page(at, user_id=bo, limit=9)
        await start(room, at, cy, TIMED)

        assert [each["subject"] for each in room.published] == [each.id for each in started]

    async def test_a_repeated_preview_is_the_same_one(self, room: Class) -> None:
        """What was saved meanwhile stays: it begins again with another id."""
        olga, at, id_ = await room.person(), a_place(), new_id()

        async def begin() -> AttemptRecord:
            async with request_scope(function="start_attempt"):
                return await room.store.start(id_, TIMED, at=at, by=Taker(olga, is_author=True))

        first = await begin()
        await save(room, first, RIGHT[:1], finished=False)
        again = await begin()

        assert (again.id, again.started_at, again.deadline) == (
            id_,
            first.started_at,
            first.deadline,
        )
        assert again.responses == RIGHT[:1]

    async def test_a_preview_is_no_result(self, room: Class) -> None:
        """An author tries as often as they like; the next preview replaces the last one."""
        olga, at = await room.person(), a_place()
        once = msgspec.structs.replace(QUIZ, attempts=1)
        ids = [new_id() for _ in range(3)]

        for each in ids:
            async with request_scope(function="start_attempt"):
                record = await room.store.start(each, once, at=at, by=Taker(olga, is_author=True))
            ended = await save(room, record, RIGHT)
            assert (ended.is_preview, ended.number, ended.is_passed) == (True, 0, True)

        with pytest.raises(AttemptNotFound):
            await find(room, ids[0])
        assert (await find(room, ids[-1])).responses == RIGHT
        assert room.published == []
        assert (await room.store.page(at, user_id=None, limit=9)).total == 0
        assert (await room.store.facts(at)).attempts == 0

    @pytest.mark.parametrize("attempt_id", ["01980000-0000-7000-8000-000000000000", "x", ""])
    async def test_there_is_no_such_attempt(self, room: Class, attempt_id: str) -> None:
        """Whatever the id looks like."""
        with pytest.raises(AttemptNotFound):
            await find(room, attempt_id)

    async def test_attempts_are_listed_newest_first(self, room: Class) -> None:
        """One's own, without a name; those in charge see everybody's, with names."""
        ana, at = await room.person(), a_place()
        mine = []
        for _ in range(2):
            mine.append(await start(room, at, ana))
            await save(room, mine[-1], [])
        theirs = await start(room, at, await room.person())
        await start(room, a_place(), ana)

        own = await room.store.page(at, user_id=ana, limit=9)
        everybody = await room.store.page(at, user_id=None, limit=2)
        rest = await room.store.page(at, user_id=None, limit=2, after=by_start(everybody.items[-1]))

        assert [each.id for each in own.items] == [mine[1].id, mine[0].id]
        assert [each.learner_name for each in own.items] == [None, None]
        assert [each.id for each in everybody.items] == [theirs.id, mine[1].id]
        assert everybody.total == 3
        assert [each.id for each in rest.items] == [mine[0].id]
        assert {each.learner_name for each in everybody.items} == {"Ana"}

    async def test_facts_count_what_was_right_and_what_was_taken(self, room: Class) -> None:
        """Of attempts that have ended, all of them, in this lesson."""
        at = a_place()
        wrong = Response(question_id="one", choices=["w"])
        for responses in (RIGHT, [wrong], []):
            await save(room, await start(room, at, await room.person()), responses)
        await start(room, at, await room.person())
        await save(room, await start(room, a_place(), await room.person()), RIGHT)

        facts = await room.store.facts(at)

        assert (facts.attempts, facts.passed) == (3, 1)
        assert facts.mean_percent == pytest.approx(100 / 3)
        assert {each.question_id: (each.attempts, each.right) for each in facts.questions} == {
            "one": (3, 1),
            "half": (3, 1),
        }
        assert {(each.question_id, each.choice_id, each.attempts) for each in facts.taken} == {
            ("one", "r", 1),
            ("one", "w", 1),
        }
