"""Fakes stand in for one real class each: same methods, same parameters, same results."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import pytest

from libs.lms_amazon.tests.amazon import FakeAmazon
from lms_amazon import Amazon
from lms_audit import PostgresAuditTrail
from lms_catalog import PostgresCatalog
from lms_courses import CoursesOutbox, MongoCourses
from lms_enrollments import PostgresEnrollments
from lms_events import BrokerPublisher
from lms_identity import PostgresUsers
from lms_mail import SmtpMailer
from lms_push import WebPusher
from lms_sms import SnsTexter
from lms_testing import CapturedEvents
from lms_testing.audit import FakeAuditTrail
from lms_testing.catalog import FakeCatalog
from lms_testing.courses import FakeCourses
from lms_testing.enrollments import FakeEnrollments
from lms_testing.identity import FakeUsers
from lms_testing.outboxes import MemoryOutbox
from lms_testing.push import FakePusher
from lms_testing.senders import FakeMailer, FakeTexter

FAKES: dict[type, type] = {
    Amazon: FakeAmazon,
    BrokerPublisher: CapturedEvents,
    CoursesOutbox: MemoryOutbox,
    MongoCourses: FakeCourses,
    PostgresAuditTrail: FakeAuditTrail,
    PostgresCatalog: FakeCatalog,
    PostgresEnrollments: FakeEnrollments,
    PostgresUsers: FakeUsers,
    SmtpMailer: FakeMailer,
    SnsTexter: FakeTexter,
    WebPusher: FakePusher,
}


def methods() -> Iterator[tuple[type, type, str]]:
    """List the public methods of the real classes; only what was opened is closed."""
    for real, fake in FAKES.items():
        for name, method in vars(real).items():
            if inspect.isfunction(method) and not name.startswith("_") and name != "close":
                yield real, fake, name


@pytest.mark.parametrize(
    ("real", "fake", "name"),
    [pytest.param(*each, id=f"{each[1].__name__}.{each[2]}") for each in methods()],
)
def test_a_fake_is_called_as_the_real_one(real: type, fake: type, name: str) -> None:
    """The types of parameters and results are the same text, which mypy holds the bodies to."""
    signature = inspect.signature(getattr(fake, name))

    assert signature == inspect.signature(getattr(real, name))
