"""Planted faults in what is built with the functions: each is caught, by the rule made for it.

A fault is a small change to what was built: what a real cluster rejects, or takes and then silently
breaks at. The test asks not only that something is found but that this fault's rule finds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.manifests import check
from tools.manifests.build import OVERLAYS
from tools.manifests.documents import by_rule
from tools.manifests.rules import Case
from tools.manifests.rules.services import unbuilt
from tools.manifests.tests.caught import is_caught
from tools.manifests.tests.planted import (
    delivery,
    front_end,
    network,
    routes,
    services,
    shapes,
)
from tools.manifests.tests.planted.places import build, container, spoiled
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tools.manifests.documents import Documents
    from tools.manifests.plan import Function
    from tools.manifests.schemas import Schemas
    from tools.manifests.tests.planted.places import Change, Faults

PARTS = (services, routes, front_end, delivery, network)
MEANINGS: Faults = {name: fault for part in PARTS for name, fault in part.FAULTS.items()}


def test_no_two_faults_have_one_name() -> None:
    """One of them would not be planted."""
    assert len(MEANINGS) == sum(len(part.FAULTS) for part in PARTS)


def test_no_environment_has_a_fault(
    fresh: Callable[[str], Documents],
    functions: tuple[Function, ...],
    schemas: Schemas,
) -> None:
    """Without a planted fault nothing is found."""
    for environment in OVERLAYS:
        assert check.check_documents(ROOT, fresh(environment), functions, schemas) == []


@pytest.mark.parametrize(("expected", "change"), shapes.FAULTS.values(), ids=shapes.FAULTS)
def test_a_wrong_shape_is_caught_by_its_schema(
    fresh: Callable[[str], Documents], schemas: Schemas, expected: str, change: Change
) -> None:
    """A field that is unknown, missing or of a wrong value never reaches a cluster."""
    documents = spoiled(fresh("prod"), change)

    assert by_rule(schemas.check(documents.items)) == {expected}


@pytest.mark.parametrize(("expected", "change"), MEANINGS.values(), ids=MEANINGS)
def test_a_wrong_meaning_is_caught_by_its_rule(
    fresh: Callable[[str], Documents],
    functions: tuple[Function, ...],
    platform_root: Path,
    expected: str,
    change: Change,
) -> None:
    """What has the right shape and breaks silently is caught by the rule made for it."""
    documents = spoiled(fresh("prod"), change)

    assert is_caught(Case(platform_root, documents, functions), expected)


def test_a_front_end_that_was_released_has_no_fault(
    fresh: Callable[[str], Documents], functions: tuple[Function, ...], schemas: Schemas
) -> None:
    """Its digest, and its files in every page."""
    for environment in ("staging", "prod"):
        documents = build(fresh(environment))
        assert check.check_documents(ROOT, documents, functions, schemas) == []


def test_a_release_refuses_an_image_that_was_never_built(
    fresh: Callable[[str], Documents], functions: tuple[Function, ...]
) -> None:
    """The digest of all zeros is a digest, but no image has it."""
    documents = fresh("prod")
    container(documents)["image"] = f"registry.example.org/create-course@sha256:{'0' * 64}"
    container(documents, "log-in")["image"] = f"registry.example.org/log-in@sha256:{'1' * 64}"
    found = {one.where for one in unbuilt(Case(ROOT, documents, functions))}

    assert "Service/learning/create-course" in found
    assert "Service/learning/log-in" not in found
