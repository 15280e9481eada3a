"""Making reports and progress again from the facts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.rebuild_reports.main import BATCH, rebuild_reports
from libs.lms_progress.tests.fake import FakeProgress, fake_progress
from libs.lms_reports.tests.fake import FakeFacts, FakeReports, fake_reports
from lms_kernel import new_id, utc_now
from lms_reports import ReplayRequested
from lms_testing import CapturedEvents, deliver, event


@pytest.fixture
def learned() -> Iterator[FakeProgress]:
    """Return the progress of this test alone."""
    with fake_progress() as fake:
        yield fake


@pytest.fixture
def lost(learned: FakeProgress) -> Iterator[FakeReports]:
    """Return a few more learners than fit into one batch, without a single report."""
    assert learned.replayed == []
    with fake_reports() as fake:
        for _ in range(BATCH + 3):
            fake.facts[new_id(), new_id()] = FakeFacts(new_id(), utc_now())
        yield fake


async def test_a_rebuild_walks_all_learners(
    lost: FakeReports, learned: FakeProgress, published: CapturedEvents
) -> None:
    """One batch at a time, each requesting the next, until nothing is left."""
    first = await deliver(rebuild_reports, event(ReplayRequested()))

    assert (first.status_code // 100, len(lost.kept)) == (2, BATCH)
    assert published.types() == [ReplayRequested.type]

    await deliver(rebuild_reports, published[0])

    assert lost.kept == lost.facts
    assert sorted(learned.replayed) == sorted(lost.facts)
    assert len(published) == 1


async def test_a_rebuild_repairs_what_is_wrong(lost: FakeReports) -> None:
    """A row that says something else than the facts is replaced."""
    key = min(lost.facts, key=lambda each: lost.facts[each].enrollment_id)
    lost.kept[key] = FakeFacts(new_id(), utc_now(), is_enrolled=False)

    await deliver(rebuild_reports, event(ReplayRequested()))

    assert lost.kept[key] == lost.facts[key]


async def test_a_repeat_asks_for_the_rest_by_the_same_id(
    lost: FakeReports, published: CapturedEvents
) -> None:
    """A batch whose acknowledgement got lost does not start a second rebuild."""
    requested = event(ReplayRequested())
    published.is_away = True
    assert (await deliver(rebuild_reports, requested)).status_code == 503

    published.is_away = False
    for _ in range(2):
        await deliver(rebuild_reports, requested)

    assert len({str(each["id"]) for each in published}) == 1


async def test_an_outage_is_tried_again(lost: FakeReports, published: CapturedEvents) -> None:
    """503 while the database is down, and the rest is not requested."""
    lost.is_away = True

    assert (await deliver(rebuild_reports, event(ReplayRequested()))).status_code == 503
    assert published == []
