"""What every store of certificates promises: one suite for the fake and for PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any, Protocol

import pytest

from libs.lms_certificates.tests.fake import FakeCertificates, a_completion
from lms_certificates import (
    Certificate,
    CertificateIssued,
    CertificateNotFound,
    CertificateRecord,
    CertificateRevoked,
    CompletedCourse,
    NoLearner,
    NotYourCourse,
    PostgresCertificates,
)
from lms_kernel import new_id, request_scope
from lms_testing import CapturedEvents

COMPLETED = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)


class School(Protocol):
    """Where the promises are tried: a store, and a way to have courses and people for it."""

    store: PostgresCertificates | FakeCertificates
    published: CapturedEvents

    async def person(self, name: str = "Ana Lima") -> str:
        """Create somebody and return their id."""

    async def rename(self, user_id: str, name: str) -> None:
        """Give somebody another name."""

    async def take_back(self, certificate_id: str) -> None:
        """Take a revocation back, as docs/runbooks/learners-certificates.md does."""

    async def course(self, owner: str) -> str:
        """Create a course and return its id."""


async def issue(school: School, completed: CompletedCourse) -> Certificate:
    """Issue a certificate in a request of its own."""
    async with request_scope(function="issue_certificate"):
        return await school.store.issue(completed)


async def revoke(
    school: School, certificate_id: str, reason: str = "Copied", *, owner: str | None = None
) -> CertificateRecord:
    """Revoke a certificate in a request of its own."""
    async with request_scope(function="revoke_certificate"):
        return await school.store.revoke(certificate_id, reason, owner=owner)


class CertificateContract:
    """What every store of certificates promises; subclasses give the fixture ``school``."""

    async def test_a_completion_gets_a_certificate(self, school: School) -> None:
        """With the names as they are now, and an event that says whose it is."""
        ana, olga = await school.person(), await school.person("Olga Petrova")
        course = await school.course(olga)

        issued = await issue(school, a_completion(ana, course, completed_at=COMPLETED))

        assert (issued.name, issued.course_title, issued.teacher) == (
            "Ana Lima",
            "Gardening",
            "Olga Petrova",
        )
        assert (issued.course_id, issued.completed_at) == (course, COMPLETED)
        assert issued.revoked_at is None
        assert await school.store.get(issued.id) == issued
        assert [each["type"] for each in school.published] == [CertificateIssued.type]
        assert school.published[0]["subject"] == issued.id
        assert school.published[0]["data"] == {
            "certificate_id": issued.id,
            "user_id": ana,
            "course_id": course,
            "course_title": "Gardening",
        }

    async def test_a_repeat_finds_the_first_one(self, school: School) -> None:
        """However often, and at the same time: one certificate, one event."""
        completed = a_completion(await school.person(), await school.course(new_id()))

        found = await asyncio.gather(*(issue(school, completed) for _ in range(10)))
        found.append(await issue(school, completed))

        assert len({each.id for each in found}) == 1
        assert len(school.published) == 1

    async def test_each_completion_has_its_own(self, school: School) -> None:
        """Of two courses, and of two people in one course, in any order."""
        ana, bo = await school.person(), await school.person("Bo Berg")
        first, second = await school.course(new_id()), await school.course(new_id())
        completions = [a_completion(who, what) for who in (ana, bo) for what in (first, second)]

        found = [await issue(school, each) for each in reversed(completions)]

        assert len({each.id for each in found}) == 4
        assert len(school.published) == 4

    async def test_a_certificate_keeps_the_names(self, school: School) -> None:
        """A later marriage, or a teacher who gives up the course, changes nothing on it."""
        ana, olga = await school.person(), await school.person("Olga Petrova")
        completed = a_completion(ana, await school.course(olga))
        issued = await issue(school, completed)

        await school.rename(ana, "Ana Berg")
        await school.rename(olga, "Olga Lima")

        assert await school.store.get(issued.id) == issued
        assert await issue(school, completed) == issued

    async def test_a_course_that_nobody_is_known_to_teach_has_no_teacher(
        self, school: School
    ) -> None:
        """The catalog may not know the course yet, or the account may be gone."""
        issued = await issue(school, a_completion(await school.person()))
        assert issued.teacher == ""

    async def test_nobody_is_certified_without_an_account(self, school: School) -> None:
        """There is no name to write down, and nothing is stored."""
        completed = a_completion()
        with pytest.raises(NoLearner):
            await issue(school, completed)
        assert school.published == []

    @pytest.mark.parametrize("id_", ["nonsense", "018f0000-0000-7000-8000-000000000000"])
    async def test_what_is_not_there_is_not_found(self, school: School, id_: str) -> None:
        """An unknown or unreadable id."""
        with pytest.raises(CertificateNotFound):
            await school.store.get(id_)
        with pytest.raises(CertificateNotFound):
            await school.store.entry(id_)
        with pytest.raises(CertificateNotFound):
            await revoke(school, id_)

    async def test_a_certificate_is_revoked_once(self, school: School) -> None:
        """The first reason stays, also when several revoke it at the same time."""
        ana, olga = await school.person(), await school.person("Olga Petrova")
        course = await school.course(olga)
        issued = await issue(school, a_completion(ana, course))

        revoked = await revoke(school, issued.id, "Copied", owner=olga)
        again = await asyncio.gather(*(revoke(school, issued.id, str(n)) for n in range(3)))

        assert revoked.revoked_at is not None
        assert revoked.revoked_at >= revoked.issued_at
        assert revoked.revocation_reason == "Copied"
        assert again == [revoked] * 3
        shown = await school.store.get(issued.id)
        assert (shown.revoked_at, shown.name) == (revoked.revoked_at, "Ana Lima")
        events = [each for each in school.published if each["type"] == CertificateRevoked.type]
        assert [each["data"] for each in events] == [
            {
                "certificate_id": issued.id,
                "user_id": ana,
                "course_id": course,
                "course_title": "Gardening",
                "reason": "Copied",
            }
        ]
        assert events[0]["subject"] == issued.id

    async def test_each_revocation_is_an_event_of_its_own(self, school: School) -> None:
        """One that was taken back by hand can be followed by another one, for another reason."""
        issued = await issue(school, a_completion(await school.person()))

        await revoke(school, issued.id, "first")
        await school.take_back(issued.id)
        again = await revoke(school, issued.id, "second")
        await revoke(school, issued.id, "a repeat")

        assert again.revocation_reason == "second"
        events: list[Any] = [
            each for each in school.published if each["type"] == CertificateRevoked.type
        ]
        assert [each["data"]["reason"] for each in events] == ["first", "second"]
        assert len({each["id"] for each in events}) == 2

    async def test_each_certificate_has_a_place_in_the_lists(self, school: School) -> None:
        """Which says of none whose it is, and of the revoked ones that they are."""
        ana = await school.person()
        issued = [await issue(school, a_completion(ana)) for _ in range(3)]
        places = [(await school.store.entry(each.id)).status_index for each in issued]
        await revoke(school, issued[1].id)

        assert len(set(places)) == 3
        assert (await school.store.entry(issued[0].id)).certificate == issued[0]
        assert places[1] in await school.store.revoked(0, max(places) + 1)
        assert {places[0], places[2]}.isdisjoint(await school.store.revoked(0, max(places) + 1))
        assert await school.store.revoked(places[1], 1) == [places[1]]
        assert await school.store.revoked(places[1] + 1, 1) == []

    async def test_a_repeat_does_not_bring_back_what_was_revoked(self, school: School) -> None:
        """A redelivered completion finds the revoked certificate."""
        completed = a_completion(await school.person(), await school.course(new_id()))
        issued = await issue(school, completed)
        await revoke(school, issued.id)

        again = await issue(school, completed)

        assert again.id == issued.id
        assert again.revoked_at is not None

    async def test_only_the_owner_of_the_course_revokes(self, school: School) -> None:
        """Another teacher may not, nor may the learner, and nothing is changed."""
        ana, olga = await school.person(), await school.person("Olga Petrova")
        issued = await issue(school, a_completion(ana, await school.course(olga)))

        for stranger in (ana, new_id()):
            with pytest.raises(NotYourCourse):
                await revoke(school, issued.id, owner=stranger)

        assert await school.store.get(issued.id) == issued
        assert len(school.published) == 1

    async def test_a_learner_sees_their_own_newest_first(self, school: School) -> None:
        """In parts, with the reason of a revocation, and without anybody else's."""
        ana, bo = await school.person(), await school.person("Bo Berg")
        for who in (bo, ana, ana, bo, ana):
            await issue(school, a_completion(who, await school.course(new_id())))
        everything = await school.store.page(ana, limit=10)
        await revoke(school, everything.items[1].id)

        head = await school.store.page(ana, limit=2)
        rest = await school.store.page(ana, limit=2, after=head.items[-1].place)

        assert (head.total, rest.total) == (3, 3)
        shown = [*head.items, *rest.items]
        assert [each.id for each in shown] == [each.id for each in everything.items]
        assert [each.issued_at for each in shown] == sorted(
            (each.issued_at for each in shown), reverse=True
        )
        assert [each.revocation_reason for each in shown] == [None, "Copied", None]
        second = await school.store.page(ana, limit=2, offset=1)
        assert [each.id for each in second.items] == [each.id for each in shown[1:]]
