"""What the report says about a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import report
from bench.results import Figure, Results, Table
from bench.statistics import sample
from bench.targets import TARGETS, verdicts


def _results(**rates: float) -> Results:
    figures = {name: Figure(sample([rate, rate]), 1.0, 2.0) for name, rate in rates.items()}
    return Results({"processor": "abacus"}, {"cached": Table("Cached", "requests/s", figures)})


def _row(text: str, words: str) -> list[str]:
    line = next(line for line in text.splitlines() if line.startswith(f"| {words} |"))
    return [cell.strip() for cell in line.strip("|").split("|")]


@pytest.fixture
def unplotted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the plots out: what draws them is installed for `nox -s bench` only."""
    import sys
    from types import SimpleNamespace

    import bench

    silent = SimpleNamespace(draw=lambda *_: ["cached.svg"])
    monkeypatch.setitem(sys.modules, "bench.plots", silent)
    monkeypatch.setattr(bench, "plots", silent, raising=False)


def test_every_target_has_a_row(unplotted: None, tmp_path: Path) -> None:
    """Also those that this run did not measure: nobody takes silence for success."""
    report.write(_results(list_courses=150, fastapi=100), tmp_path)

    text = (tmp_path / "report.md").read_text()
    rows = {target.words: _row(text, target.words) for target in TARGETS}
    assert rows["cached page / FastAPI"][2:5] == ["1.5 x", "", "yes"]
    assert rows["enrollments / pgbench"][4] == "not measured"
    assert "abacus" in text


def test_a_rate_is_written_out(unplotted: None, tmp_path: Path) -> None:
    """Events a second are in the thousands, and nobody reads 1.52e+03."""
    events = {name: Figure(sample([1523.4])) for name in ("accepted", "delivered")}
    report.write(Results({}, {"broker": Table("Events", "events/s", events)}), tmp_path)

    row = _row((tmp_path / "report.md").read_text(), "events through the broker, delivered")
    assert row[1:3] == ["at least 1000 events/s", "1,523 events/s"]
    assert row[4] == "yes"


def test_a_missed_target_says_why(
    unplotted: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason is a person's, from reasons.toml; one that is held needs none."""
    reasons = tmp_path / "reasons.toml"
    reasons.write_text('"cached page / FastAPI" = "Too much logging."\n')
    monkeypatch.setattr(report, "REASONS", reasons)

    report.write(_results(list_courses=149, fastapi=100), tmp_path)
    missed = _row((tmp_path / "report.md").read_text(), "cached page / FastAPI")
    report.write(_results(list_courses=150, fastapi=100), tmp_path)
    held = _row((tmp_path / "report.md").read_text(), "cached page / FastAPI")

    assert missed[4:] == ["no", "Too much logging."]
    assert held[4:] == ["yes", ""]


def test_the_report_can_be_written_again(unplotted: None, tmp_path: Path) -> None:
    """What report.json holds makes the same report."""
    report.write(_results(list_courses=150, fastapi=100), tmp_path)
    first = (tmp_path / "report.md").read_text()

    report.write(report.read(tmp_path), tmp_path)

    assert (tmp_path / "report.md").read_text() == first
    assert json.loads((tmp_path / "report.json").read_text())["machine"] == {"processor": "abacus"}


def test_a_measure_that_failed_is_reported(unplotted: None, tmp_path: Path) -> None:
    """With its fault, in place of its figures."""
    results = _results(list_courses=1)
    results.failures["events"] = "NoMail: no mail"

    report.write(results, tmp_path)

    assert "Not measured: `NoMail: no mail`" in (tmp_path / "report.md").read_text()


def test_reasons_are_about_targets() -> None:
    """A reason whose target was renamed would never be shown."""
    import tomllib

    words = tomllib.loads(report.REASONS.read_text()).keys()

    assert words <= {target.words for target in TARGETS}


def test_targets_that_grow_take_the_worst_query() -> None:
    """One page that grows is not hidden by others that do not."""
    fast, slow = Figure(sample([10.0])), Figure(sample([40.0]))
    small = Table("", "ms", {"browse: newest": fast, "browse: title": fast})
    large = Table("", "ms", {"browse: newest": fast, "browse: title": slow})
    results = Results({}, {"catalog-1000": small, "catalog-100000": large})

    pages = next(one for one in verdicts(results) if one.target.words.startswith("pages of"))

    assert pages.sample is not None
    assert pages.sample.median == 4
    assert pages.held is False
