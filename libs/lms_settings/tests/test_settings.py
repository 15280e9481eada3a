"""Settings."""

from __future__ import annotations

import pytest

from lms_settings import Settings, SettingsError, check_all


class ShelfSettings(Settings, frozen=True):
    """Settings of these tests."""

    shelf_url: str = "shelf://default"
    lms_shelf_size_books: int = 5


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    """Parse again in every test."""
    Settings._kept.pop(ShelfSettings, None)  # noqa: SLF001 - only a test starts over


def test_the_environment_wins_over_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable has the field's name in upper case; an empty one is absent."""
    monkeypatch.setenv("LMS_SHELF_SIZE_BOOKS", "7")
    monkeypatch.setenv("SHELF_URL", "")
    assert ShelfSettings.current() == ShelfSettings(lms_shelf_size_books=7)


def test_settings_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What changes later in the environment changes nothing."""
    first = ShelfSettings.current()
    monkeypatch.setenv("LMS_SHELF_SIZE_BOOKS", "7")
    assert ShelfSettings.current() is first


def test_all_faults_of_all_libraries_are_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator can fix everything in one go."""
    monkeypatch.setenv("LMS_SHELF_SIZE_BOOKS", "many")

    class AtlasSettings(Settings, frozen=True):
        atlas_url: str

    with pytest.raises(SettingsError) as refused:
        check_all()
    text = str(refused.value)
    assert "LMS_SHELF_SIZE_BOOKS: must be a whole number" in text
    assert "ATLAS_URL: is required" in text
    del AtlasSettings


def test_a_test_overrides_single_values() -> None:
    """Inside the block the value differs, after it it does not."""
    with ShelfSettings.override(lms_shelf_size_books=1):
        assert ShelfSettings.current().lms_shelf_size_books == 1
    assert ShelfSettings.current().lms_shelf_size_books == 5
