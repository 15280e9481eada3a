"""What functions import before they listen: every cold start pays for it (decision 0066)."""

from __future__ import annotations

import pytest

from tools.import_budgets import FILE, Budgets, Imports, probe, way, written
from tools.tree import ROOT


@pytest.fixture(scope="module")
def found() -> dict[str, Imports]:
    """Import every function, once."""
    return probe()


def test_no_function_imports_more_at_start_than_it_may(found: dict[str, Imports]) -> None:
    """A new package, or more modules, is a decision: `nox -s generate` writes the new numbers."""
    budgets = Budgets.read()

    excess = [line for name, each in found.items() for line in budgets.excess(name, each)]

    assert not excess, "\n".join(excess)


def test_budgets_are_not_larger_than_needed(found: dict[str, Imports]) -> None:
    """What became cheaper stays cheap: the file is what `nox -s generate` makes."""
    assert (ROOT / FILE).read_bytes() == written(found)[FILE.as_posix()]


def test_what_only_some_requests_need_is_not_imported_at_start() -> None:
    """Whatever the numbers say: these were what a start spent most of its time on."""
    later = {"cloudevents", "click", "flask", "httpx2", "jinja2", "psycopg"}
    # Only where traces are exported, and after the first response (decision 0075).
    later |= {"opentelemetry", "requests"}

    assert not Budgets.read().packages & later


def test_the_way_to_a_new_package_is_said() -> None:
    """The failure says which import to look at."""
    budgets = Budgets(frozenset({"lms_catalog", "lms_postgres"}), {"list_courses": 10})
    imports = {
        "lms_catalog._store": "lms_catalog",
        "lms_catalog": "functions.list_courses.main",
        "lms_postgres": "lms_catalog._store",
        "psycopg": "lms_postgres",
    }

    (line,) = budgets.excess("list_courses", imports)

    assert line.endswith(
        "functions.list_courses.main > lms_catalog > lms_catalog._store > lms_postgres > psycopg"
    )
    assert way("unknown", imports) == "unknown"
    few = Budgets(frozenset({"lms_catalog", "lms_postgres", "psycopg"}), {"list_courses": 3})
    assert list(few.excess("list_courses", imports)) == [
        "list_courses imports 4 modules at start, not 3: lms_catalog 2, lms_postgres 1, psycopg 1"
    ]
