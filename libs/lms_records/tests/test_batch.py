"""One bad record stops no other, and is named."""

from __future__ import annotations

import pytest
from prometheus_client import REGISTRY

from lms_kernel import Unavailable, Unreadable
from lms_records import Failures, PartlyDone


def test_every_record_gets_its_turn() -> None:
    """Whatever goes wrong with some, the others are done; those are named with their reasons."""
    before = _count()
    done = []
    failures = Failures("tests", {"unread": "no text"})
    for each, fault in {
        "a": None,
        "b": KeyError("capacity"),
        "c": None,
        "d": Unreadable("Course", "d", "Expected `str`"),
        "e": None,
    }.items():
        with failures.of(each):
            if fault is not None:
                raise fault
            done.append(each)

    failures.insist()
    with pytest.raises(PartlyDone) as caught:
        failures.report()

    assert done == ["a", "c", "e"]
    assert (caught.value.status, set(caught.value.faults)) == (422, {"unread", "b", "d"})
    assert caught.value.detail.startswith("3 of tests failed: unread: no text; b: KeyError")
    assert ("b" in failures, "a" in failures) == (True, False)
    assert _count() == before + 3


def test_a_store_that_is_down_asks_for_a_repeat() -> None:
    """That passes: the batch is not done, and nobody is named as broken."""
    failures = Failures("tests")
    with failures.of("a"):
        raise Unavailable("Redis cannot be used at the moment.")

    with pytest.raises(Unavailable):
        failures.insist()
    with pytest.raises(Unavailable):
        failures.report()


def test_a_batch_without_failures_reports_nothing() -> None:
    """It is simply done."""
    failures = Failures("tests")
    with failures.of("a"):
        pass
    failures.report()


def test_a_thousand_failures_fit_into_a_dead_letter() -> None:
    """A broker keeps 1,024 bytes of an answer: the first ones are named, all are counted."""
    faults = {f"{number:036}": "x" * 500 for number in range(1000)}

    detail = PartlyDone("learners", faults).detail

    assert detail.startswith("1000 of learners failed: ")
    assert detail.endswith("; and 992 more")
    assert len(detail) <= 1024


def _count() -> float:
    return REGISTRY.get_sample_value("batch_failures_total", {"batch": "tests"}) or 0.0
