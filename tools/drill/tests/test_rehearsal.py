"""The whole disaster with a folder instead of S3; `nox -s drill` takes the real SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.drill.errors import BackupDamaged, StepFailed
from tools.drill.rehearsal import Drill, expect_refusal
from tools.drill.stores import Stores

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tools.drill.tests.conftest import FolderBucket

pytestmark = [pytest.mark.integration, pytest.mark.system]


@pytest.fixture
def drill(tmp_path: Path, bucket: FolderBucket) -> Iterator[Drill]:
    """Make ready to lose everything."""
    stores = Stores(tmp_path / "stores")
    yield Drill(stores, bucket)
    stores.close()


def test_everything_comes_back(drill: Drill) -> None:
    """Real stores are filled, destroyed, restored and found to be what they were."""
    drill.run()
    table = drill.table()
    assert "from nothing to serving" in table
    assert "same counts and checksums" in table
    assert "16 of 16 refused by name" in table


def test_a_backup_that_lacks_a_byte_fails_the_drill(drill: Drill) -> None:
    """The drill cannot pass on a damaged backup, and says which file it is."""
    with pytest.raises(BackupDamaged, match=r"mongodb/.*/learning/courses\.bson is damaged"):
        drill.run(damage="courses.bson")


@pytest.mark.parametrize(
    ("name", "count", "offered"),
    [("curses.bson", 0, ["postgres.dump", "courses.bson"]), ("courses", 2, ["courses.bson"])],
)
def test_a_damage_that_names_no_one_file_is_answered_with_the_choice(
    drill: Drill, bucket: FolderBucket, tmp_path: Path, name: str, count: int, offered: list[str]
) -> None:
    """A mistyped name lists what there is, a vague one what it may mean."""
    for key in ("postgres/T/postgres.dump", "mongodb/T/courses.bson", "mongodb/T/courses.json"):
        file = tmp_path / "any"
        file.write_bytes(b"12")
        bucket.put(key, file)

    with pytest.raises(StepFailed, match=f"{count} files are called that") as failed:
        drill.spoil(name)

    listed = [line.rpartition("/")[2] for line in str(failed.value).splitlines()[1:]]
    assert set(offered) <= set(listed)
    assert ("postgres.dump" in listed) is (count == 0)


def test_a_damage_that_goes_unnoticed_fails_the_drill(bucket: FolderBucket, tmp_path: Path) -> None:
    """The drill would find out if the check were to stop checking."""
    from tools.drill.tests.test_archive import make

    prefix = make(bucket, tmp_path)
    with pytest.raises(StepFailed, match="was taken for a good backup"):
        expect_refusal(bucket, prefix, f"{prefix}/any", "cut by a byte")
