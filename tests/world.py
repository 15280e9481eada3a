"""The world in which the tests of every route and every field live: all stores in memory.

There is one published course with one lesson, a quiz. Both have the id of the API description's
examples and belong to the owner, who has that id, too. Everybody else is a person with an account.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, cast

from fakeredis import FakeAsyncRedis

from libs.lms_certificates.tests.fake import fake_certificates
from libs.lms_files.tests.fake import fake_files
from libs.lms_progress.tests.fake import fake_progress
from libs.lms_push.tests.push import push_settings
from libs.lms_quizzes.tests.contract import QUIZ
from libs.lms_quizzes.tests.fake import fake_quizzes
from libs.lms_reports.tests.fake import fake_reports
from libs.lms_submissions.tests.fake import fake_submissions
from lms_audit import audit_trail
from lms_courses import Content, Course, Lesson, Module, NewCourse
from lms_events import publisher
from lms_kernel import Actor, envelope, new_id
from lms_limits import LimitSettings
from lms_outboxes import outboxes
from lms_redis import redis
from lms_templates import TemplateReset
from lms_testing import CapturedEvents
from lms_testing.audit import FakeAuditTrail
from lms_testing.catalog import fake_catalog
from lms_testing.courses import fake_courses
from lms_testing.enrollments import FakeCourse, fake_enrollments
from lms_testing.identity import FakeUsers, fake_accounts
from lms_testing.outboxes import MemoryOutbox
from tools.openapi.examples import ID

TITLE = "Gardening"
_LESSON = Lesson(id=ID, title="Worms", kind="quiz", body="They dig.", quiz=QUIZ)
_CONTENT = Content([Module(title="Soil", lessons=[_LESSON])])


@contextmanager
def world(people: Iterable[Actor]) -> Iterator[CapturedEvents]:
    """Put the stores into the ``with`` block, and a broker, whose events it returns."""
    published, accounts, outbox = CapturedEvents(), FakeUsers(), MemoryOutbox()
    outbox.kept[ID] = envelope(TemplateReset(template_id="welcome", version=1), id=ID)
    with ExitStack() as stack:
        for each in (
            redis.override(FakeAsyncRedis(decode_responses=True)),
            publisher.override(published),
            fake_accounts(accounts),
            audit_trail.override(cast("Any", FakeAuditTrail())),
            outboxes.override(cast("Any", (outbox,))),
            LimitSettings.override(lms_rate_limits="off"),
            push_settings(),
            fake_catalog(),
            fake_progress(),
            fake_quizzes(),
            fake_reports(),
        ):
            stack.enter_context(each)
        school = stack.enter_context(fake_enrollments())
        uploads = stack.enter_context(fake_files())
        uploads.keep(ID, owner=ID)
        uploads.covers[ID] = (ID, uploads.keep(new_id(), ID, "cover").id)
        stack.enter_context(fake_submissions()).owners[ID] = ID
        shelf = stack.enter_context(fake_courses())
        certified = stack.enter_context(fake_certificates())
        certified.owners[ID] = ID
        certified.have(ID, ID, ID)
        shelf.kept[ID] = Course.draft(
            NewCourse(title=TITLE, status="published", content=_CONTENT), owner=ID, id=ID
        ).course
        school.courses[ID] = FakeCourse(ID, TITLE, "published", ID, None)
        for person in people:
            accounts.let_in(person)
            school.add_person(person.id)
            certified.names[person.id] = "Ana"
            uploads.add_person(person.id, person.role)
        yield published
