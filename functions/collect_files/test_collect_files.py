"""Collecting what nobody needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from msgspec.structs import replace
from prometheus_client import REGISTRY

from functions.collect_files import main
from functions.collect_files.main import collect_files
from libs.lms_files.tests.fake import FakeFiles, fake_files
from lms_files import COVER_WIDTHS, NewFile, resized_key
from lms_kernel import new_id, utc_now
from lms_testing import actor, deliver

OLGA = actor("instructor", "olga")
TWO_DAYS = timedelta(days=2)


@pytest.fixture
def shelf() -> Iterator[FakeFiles]:
    """Let Olga have an account."""
    with fake_files() as fake:
        fake.add_person(OLGA.id, "instructor")
        yield fake


def _tick() -> dict[str, object]:
    """Return the event of a PingSource."""
    return {
        "specversion": "1.0",
        "id": new_id(),
        "source": "/apis/v1/namespaces/learning/pingsources/collect-files",
        "type": "dev.knative.sources.ping",
        "data": None,
    }


async def test_deleted_files_go_with_all_that_was_made_of_them(
    shelf: FakeFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a day, in as many batches as needed; what is in use stays."""
    monkeypatch.setattr(main, "BATCH", 2)
    kept = shelf.keep(new_id(), OLGA.id)
    gone = [shelf.keep(new_id(), OLGA.id, "cover") for _ in range(5)]
    for each in gone:
        for width in COVER_WIDTHS:
            shelf.objects.kept[resized_key(each.id, width)] = (b"", "image/webp")
        shelf.gone[each.id] = utc_now() - TWO_DAYS
    fresh = shelf.keep(new_id(), OLGA.id)
    await shelf.discard(fresh)

    assert (await deliver(collect_files, _tick())).status_code == 204

    assert shelf.objects.kept.keys() == {kept.key, fresh.key}
    assert shelf.kept.keys() == {kept.id, fresh.id}


async def test_what_never_arrived_is_given_up(shelf: FakeFiles) -> None:
    """First it is deleted, and a day later its bytes, if some came late."""
    new = NewFile("video", "a.mp4", "video/mp4", 5)
    waiting, old = [await shelf.add(new_id(), new, owner=OLGA.id) for _ in range(2)]
    shelf.kept[old.id] = replace(old, created_at=utc_now() - TWO_DAYS)
    shelf.objects.kept[old.key] = (b"late!", "video/mp4")

    await deliver(collect_files, _tick())
    assert shelf.gone.keys() == {old.id}
    assert shelf.objects.kept
    shelf.gone[old.id] -= TWO_DAYS
    await deliver(collect_files, _tick())

    assert shelf.objects.kept == {}
    assert shelf.kept.keys() == {waiting.id}


async def test_covers_go_in_every_width_that_was_made(shelf: FakeFiles) -> None:
    """Also in those of an earlier release, and in those that an interrupted try left behind."""
    cover = shelf.keep(new_id(), OLGA.id, "cover")
    shelf.widths[cover.id] = (320, COVER_WIDTHS[0])
    for width in (320, *COVER_WIDTHS):
        shelf.objects.kept[resized_key(cover.id, width)] = (b"", "image/webp")
    shelf.gone[cover.id] = utc_now() - TWO_DAYS

    assert (await deliver(collect_files, _tick())).status_code == 204

    assert shelf.objects.kept == {}


async def test_many_that_never_arrived_go_in_one_run(
    shelf: FakeFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batch by batch, also when nothing else was deleted."""
    monkeypatch.setattr(main, "BATCH", 2)
    await _announce_long_ago(shelf, 5)

    await deliver(collect_files, _tick())

    assert len(shelf.gone) == 5


async def test_a_run_ends_in_time(shelf: FakeFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch that is under way is the last one; the next tick goes on."""
    monkeypatch.setattr(main, "BATCH", 2)
    monkeypatch.setattr(main, "SECONDS", 0.0)
    await _announce_long_ago(shelf, 5)

    for expected in (2, 4, 5):
        assert (await deliver(collect_files, _tick())).status_code == 204
        assert len(shelf.gone) == expected


async def _announce_long_ago(shelf: FakeFiles, count: int) -> None:
    new = NewFile("video", "a.mp4", "video/mp4", 5)
    for _ in range(count):
        file = await shelf.add(new_id(), new, owner=OLGA.id)
        shelf.kept[file.id] = replace(file, created_at=utc_now() - TWO_DAYS)


async def test_without_the_store_nothing_is_forgotten(shelf: FakeFiles) -> None:
    """503, and the next tick finds the same."""
    file = shelf.keep(new_id(), OLGA.id)
    shelf.gone[file.id] = utc_now() - TWO_DAYS
    shelf.objects.is_away = True
    assert (await deliver(collect_files, _tick())).status_code == 503
    assert shelf.kept.keys() == {file.id}

    shelf.objects.is_away = False
    await deliver(collect_files, _tick())
    assert (shelf.kept, shelf.objects.kept) == ({}, {})


async def test_what_was_collected_is_counted(shelf: FakeFiles) -> None:
    """By whether it never arrived, or was deleted and its bytes are gone."""

    def count(outcome: str) -> float:
        name = "lms_files_collected_total"
        return REGISTRY.get_sample_value(name, {"outcome": outcome}) or 0

    before = count("abandoned"), count("deleted")
    new = NewFile("video", "a.mp4", "video/mp4", 5)
    late = await shelf.add(new_id(), new, owner=OLGA.id)
    shelf.kept[late.id] = replace(late, created_at=utc_now() - TWO_DAYS)
    for _ in range(2):
        shelf.gone[shelf.keep(new_id(), OLGA.id).id] = utc_now() - TWO_DAYS

    await deliver(collect_files, _tick())

    assert (count("abandoned"), count("deleted")) == (before[0] + 1, before[1] + 2)
