"""The key of the tests' links, so that mails have them like any other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lms_signatures import LinkKeySettings

LINK_KEY = "a-key-of-the-tests-that-signs-links-and-nothing-else"


@pytest.fixture(autouse=True)
def _link_keys() -> Iterator[None]:
    with LinkKeySettings.override(lms_link_keys=LINK_KEY):
        yield
