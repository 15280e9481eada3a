"""Ask the rules for one finding: a planted fault has a rule that is made for it.

All rules together read everything for each of some 500 faults. The rules whose module names the
expected finding are asked first, the others only when those find nothing.
"""

from __future__ import annotations

import inspect
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from tools.manifests.rules import ALL
from tools.manifests.rules.foundation import ALL as PLATFORM
from tools.manifests.rules.foundation.relaxed import without_relaxed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tools.manifests.documents import Finding
    from tools.manifests.foundation import Foundation
    from tools.manifests.rules import Case

    Rule = Callable[[Any], Iterator[Finding]]


def is_caught(case: Case, expected: str) -> bool:
    """Tell whether the rules for what is built with the functions find it."""
    return any(found.rule == expected for rule in _order(ALL, expected) for found in rule(case))


def is_caught_below(on: Foundation, expected: str) -> bool:
    """Tell whether the rules for what the functions stand on find it, where it is not excused."""
    return any(
        found.rule == expected and found in without_relaxed(on.environment, [found])
        for rule in _order(PLATFORM, expected)
        for found in rule(on)
    )


def _order(rules: Iterable[Rule], expected: str) -> list[Rule]:
    return sorted(rules, key=lambda rule: f'"{expected}"' not in _source(rule.__module__))


@cache
def _source(module: str) -> str:
    return inspect.getsource(sys.modules[module])
