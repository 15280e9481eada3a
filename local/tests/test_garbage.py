"""How often the host's process searches for garbage."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from local import garbage
from tools.tree import ROOT

_SEARCHES = """
import gc, sys
import local.broker
from local.garbage import NEW_OBJECTS, search_seldom

def searches(number):
    before = [each["collections"] for each in gc.get_stats()]
    kept = [[] for _ in range(number)]
    return sum(each["collections"] for each in gc.get_stats()) - sum(before)

if "seldom" in sys.argv:
    search_seldom()
print(gc.get_freeze_count(), searches(NEW_OBJECTS - 5_000), searches(3 * NEW_OBJECTS))
"""


@pytest.mark.parametrize("seldom", [True, False], ids=["seldom", "as-usual"])
def test_what_an_event_makes_is_not_searched_for_garbage_again_and_again(*, seldom: bool) -> None:
    """No search for thousands of objects, some for more: garbage is found all the same."""
    command = [sys.executable, "-c", _SEARCHES, *(["seldom"] if seldom else [])]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)

    frozen, few, many = map(int, run.stdout.split())

    if seldom:
        assert frozen > 10_000, "what is imported is never searched"
        assert (few, 2 <= many <= 5) == (0, True)
    else:
        assert frozen == 0
        assert few > 20, "Python's own threshold would do: then this module has no use"


@pytest.mark.parametrize("program", ["local/__main__.py", "bench/broker.py"])
def test_the_host_and_the_program_that_measures_its_broker_search_alike(program: str) -> None:
    """A measurement of another configuration would say nothing about the host."""
    calls = {
        node.func.id
        for node in ast.walk(ast.parse((ROOT / program).read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

    assert garbage.search_seldom.__name__ in calls
