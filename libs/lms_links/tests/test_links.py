"""The address that every link begins with."""

from __future__ import annotations

import pytest

from lms_links import LinkSettings, public_url
from lms_settings import Settings, SettingsError


@pytest.mark.parametrize(
    "address",
    ["https://learn.example.org", "https://learn.example.org/", "HTTPS://learn.example.org"],
)
def test_a_link_is_the_address_and_a_path(address: str) -> None:
    """With one slash between them, its scheme in small letters (RFC 3986, section 3.1)."""
    with LinkSettings.override(lms_public_url=address):
        assert public_url("/courses") == "https://learn.example.org/courses"
        assert public_url() == "https://learn.example.org"


@pytest.mark.parametrize("address", ["learn.example.org", "ftp://learn.example.org", "https://"])
def test_an_invalid_address_is_refused_at_start(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Every link in every mail would be wrong."""
    monkeypatch.setattr(Settings, "_kept", {})
    monkeypatch.setenv("LMS_PUBLIC_URL", address)

    with pytest.raises(SettingsError, match="LMS_PUBLIC_URL"):
        LinkSettings.current()


def test_a_scheme_may_be_written_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 3986, section 3.1: schemes are case-insensitive."""
    monkeypatch.setattr(Settings, "_kept", {})
    monkeypatch.setenv("LMS_PUBLIC_URL", "HttpS://learn.example.org/")

    assert public_url("/courses") == "https://learn.example.org/courses"
