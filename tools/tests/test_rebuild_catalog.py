"""Asking for a rebuild of the catalog, and of reports."""

from __future__ import annotations

import pytest

from lms_events import publisher
from lms_testing import CapturedEvents
from tools import rebuild_catalog, rebuild_reports


def test_a_rebuild_is_requested_by_event(capsys: pytest.CaptureFixture[str]) -> None:
    """The event asks for all documents, and its id is printed."""
    with publisher.override(CapturedEvents()) as events:
        assert rebuild_catalog.main([]) == 0
    assert isinstance(events, CapturedEvents)
    assert events.types() == ["org.learning.rebuild.requested.v1"]
    assert events[0]["data"] == {"after": None}
    assert capsys.readouterr().out == f"requested {events[0]['id']}\n"


def test_without_a_broker_the_operator_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """One line and a status, no traceback."""
    away = CapturedEvents()
    away.is_away = True
    with publisher.override(away):
        assert rebuild_catalog.main([]) == 1
    assert capsys.readouterr().err == "rebuild_catalog: The event broker cannot be reached.\n"


def test_without_its_address_the_operator_learns_the_variable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """K_SINK is named."""
    monkeypatch.delenv("K_SINK", raising=False)
    assert rebuild_catalog.main([]) == 1
    assert "K_SINK: is required" in capsys.readouterr().err


def test_reports_are_requested_alike(capsys: pytest.CaptureFixture[str]) -> None:
    """From any enrollment on, so that an interrupted walk can go on."""
    with publisher.override(CapturedEvents()) as events:
        assert rebuild_reports.main(["--after", "0" * 8 + "-0000-4000-8000-" + "0" * 12]) == 0
    assert isinstance(events, CapturedEvents)
    assert events.types() == ["org.learning.replay.requested.v1"]
    assert events[0]["data"] == {"after": "00000000-0000-4000-8000-000000000000"}
    assert capsys.readouterr().out == f"requested {events[0]['id']}\n"
