"""The time limits of the tests themselves."""

from __future__ import annotations

import pytest

from tests import patience
from tests.patience import TimeLimit


@pytest.mark.parametrize("slowness", [1, 5])
def test_a_limit_ends_late_on_a_slow_machine(
    monkeypatch: pytest.MonkeyPatch, slowness: float
) -> None:
    """Five times as slow, five times as long; and it does end."""
    clock = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    monkeypatch.setattr(patience, "patience", lambda seconds: seconds * slowness)
    limit = TimeLimit(8)

    clock[0] = 8 * slowness - 0.1
    assert not limit.is_over()
    clock[0] = 8 * slowness + 0.1
    assert limit.is_over()


def test_who_is_in_time_pays_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine is not measured before the seconds have passed."""
    monkeypatch.setattr(patience, "patience", lambda _: pytest.fail("measured"))

    assert not TimeLimit(60).is_over()
