"""The fake keeps the promises that functions rely on; the real store: tests/integration."""

from __future__ import annotations

import pytest

from libs.lms_certificates.tests.contract import CertificateContract
from libs.lms_certificates.tests.fake import FakeCertificates
from lms_certificates import PostgresCertificates
from lms_kernel import new_id
from lms_testing import CapturedEvents


class FakeSchool:
    """Courses and people of the fake."""

    def __init__(self, published: CapturedEvents) -> None:
        """Begin with nothing."""
        self._fake = FakeCertificates()
        self.store: PostgresCertificates | FakeCertificates = self._fake
        self.published = published

    async def person(self, name: str = "Ana Lima") -> str:
        """Create somebody and return their id."""
        user_id = new_id()
        self._fake.names[user_id] = name
        return user_id

    async def rename(self, user_id: str, name: str) -> None:
        """Give somebody another name."""
        self._fake.names[user_id] = name

    async def take_back(self, certificate_id: str) -> None:
        """Take a revocation back."""
        self._fake.take_back(certificate_id)

    async def course(self, owner: str) -> str:
        """Create a course and return its id."""
        course_id = new_id()
        self._fake.owners[course_id] = owner
        return course_id


class TestFakeCertificates(CertificateContract):
    """The promises, kept by the fake."""

    @pytest.fixture
    def school(self, published: CapturedEvents) -> FakeSchool:
        """Return a school without anybody."""
        return FakeSchool(published)
