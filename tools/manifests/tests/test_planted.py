"""Planted faults in what the functions stand on: each is caught, by the rule made for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tools.manifests import mutate, promises
from tools.manifests.applications import merged
from tools.manifests.build import OVERLAYS
from tools.manifests.documents import (
    Documents,
    Finding,
    api_group,
    by_rule,
    name_of,
    namespace_of,
    where,
)
from tools.manifests.foundation import Foundation
from tools.manifests.rules import Case
from tools.manifests.rules.foundation import lint, relaxed
from tools.manifests.rules.foundation.musts import longest_gap, seconds
from tools.manifests.tests.caught import is_caught, is_caught_below
from tools.manifests.tests.planted import (
    access,
    alerts,
    argo,
    backups,
    cluster,
    inside,
    mutants,
    shapes,
    stores,
    valkey,
    ways_in,
)
from tools.manifests.tests.planted.besides import BESIDES
from tools.manifests.tests.planted.places import spoiled as spoiled_documents
from tools.manifests.tests.test_function_faults import MEANINGS
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tools.manifests.schemas import Schemas
    from tools.manifests.tests.planted.spoil import Change, Faults

PARTS = (backups, stores, valkey, ways_in, argo, alerts, access, cluster, inside, mutants)
FAULTS: Faults = {name: fault for part in PARTS for name, fault in part.FAULTS.items()}


def spoiled(on: Foundation, change: Change) -> Foundation:
    """Plant a fault, in place or in another one."""
    return change(on) or on


@pytest.mark.parametrize("environment", OVERLAYS)
def test_what_an_environment_stands_on_has_no_fault(
    founded: dict[str, Foundation], schemas: Schemas, environment: str
) -> None:
    """Without a planted fault nothing is found."""
    on = founded[environment]

    assert lint(on) == []
    assert list(schemas.check(on.documents.items)) == []


def test_no_two_faults_have_one_name() -> None:
    """One of them would not be planted."""
    assert len(FAULTS) == sum(len(part.FAULTS) for part in PARTS)


@pytest.mark.parametrize(("expected", "change"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_caught_by_its_rule(
    fresh_foundation: Callable[[str], Foundation], expected: str, change: Change
) -> None:
    """What the schemas take and the platform silently breaks at is found by its name."""
    assert is_caught_below(spoiled(fresh_foundation("prod"), change), expected)


def by_place(items: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return documents by their group, kind and name."""
    return {f"{one['kind']}.{api_group(one)} {where(one)}": one for one in items}


def everything(on: Foundation) -> dict[str, dict[str, Any]]:
    """Return every document, and every chart's values, by what it is."""
    charts = {f"Chart/{name} values": found for name, found in on.charts.items()}
    return by_place(on.documents.items) | charts


def untouched(
    known: Iterable[str], before: dict[str, Any], after: Iterable[dict[str, Any]]
) -> set[str]:
    """Name the kinds that no planted fault changes."""
    left = {place.partition(" ")[0] for place in known}
    for spoilt in after:
        left -= {place.partition(" ")[0] for place in before if before[place] != spoilt.get(place)}
    return left


@pytest.mark.repeats
def test_every_kind_and_every_chart_has_a_planted_fault(
    founded: dict[str, Foundation], fresh_foundation: Callable[[str], Foundation]
) -> None:
    """A kind without one is held to nothing: with a new kind, plant a fault in it."""
    known = {place for environment in OVERLAYS for place in everything(founded[environment])}
    after = (everything(spoiled(fresh_foundation("prod"), change)) for _, change in FAULTS.values())
    # This chart is given no values: the version in its Application is all that is said.
    without = {"Chart/knative-operator"}
    assert untouched(known, everything(founded["prod"]), after) == without


@pytest.mark.repeats
def test_every_kind_of_the_functions_has_a_planted_fault(
    built: dict[str, Documents], fresh: Callable[[str], Documents]
) -> None:
    """The same for what is applied with the functions: `test_function_faults.py` plants those."""
    before = by_place(built["prod"].items)

    def after() -> Iterator[dict[str, Any]]:
        for _, change in (*shapes.FAULTS.values(), *MEANINGS.values(), *BESIDES.values()):
            yield by_place(spoiled_documents(fresh("prod"), change).items)

    assert untouched(before, before, after()) == set()


@pytest.mark.parametrize(("expected", "change"), BESIDES.values(), ids=BESIDES)
def test_a_fault_beside_the_functions_is_caught_by_its_rule(
    fresh: Callable[[str], Documents],
    case: Callable[[Documents], Case],
    expected: str,
    change: Callable[[Documents], Any],
) -> None:
    """What is applied with the functions and is none of them."""
    documents = fresh("prod")
    after = change(documents) or documents

    assert is_caught(case(after), expected)


def test_every_rule_has_a_planted_fault() -> None:
    """A rule that nothing was planted for may find nothing at all."""
    folder = ROOT / "tools" / "manifests" / "rules" / "foundation"
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    rules = set(re.findall(r'(?:Finding|held)\(\s*"([\w-]+)"', text)) - {"relaxed-for-nothing"}

    assert len(rules) > 50
    assert rules == {expected for expected, _ in FAULTS.values()}


def test_a_relaxation_that_excuses_nothing_is_a_fault(
    fresh_foundation: Callable[[str], Foundation],
) -> None:
    """An exception goes when its reason has gone."""
    on = fresh_foundation("prod")
    argocd = next(one for one in on.of("Namespace") if name_of(one) == "argocd")
    argocd["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] = "restricted"

    message = "pod-security is held here: take the line away"
    assert lint(on) == [Finding("relaxed-for-nothing", "Namespace/argocd", message)]


def test_a_relaxation_of_one_environment_is_not_another_ones(
    fresh_foundation: Callable[[str], Foundation],
) -> None:
    """The drill may sleep in staging; in production that is a fault."""
    staging, prod = fresh_foundation("staging"), fresh_foundation("prod")
    assert "drill-asleep" not in by_rule(lint(staging))

    backups.FAULTS["the drill asleep"][1](prod)
    assert "drill-asleep" in by_rule(lint(prod))


def test_every_exception_and_every_promise_says_why() -> None:
    """The reason is a sentence, and the source of a promise is a file that people read."""
    assert all(len(one.why) > 10 for one in relaxed.RELAXED)
    for one in vars(promises).values():
        if isinstance(one, promises.Promise):
            assert (ROOT / one.source).is_file(), one


def test_what_a_config_map_carries_is_looked_at_too(founded: dict[str, Foundation]) -> None:
    """The drill applies documents that kustomize sees as text."""
    found = [one for one in founded["prod"].of("Cluster") if namespace_of(one) == "restore-drill"]
    assert len(found) == 1


def test_values_are_merged_as_helm_does() -> None:
    """Maps are joined; a list or a value of the later file replaces the earlier one."""
    first = {"a": {"b": 1, "c": [1, 2]}, "d": 1}
    second = {"a": {"c": [3], "e": 2}, "d": {"f": 1}}

    assert merged(first, second) == {"a": {"b": 1, "c": [3], "e": 2}, "d": {"f": 1}}


@pytest.mark.parametrize(
    ("schedule", "hours"),
    [
        ("0 */6 * * *", 6),
        ("15 2 * * *", 24),
        ("0 0 2 * * *", 24),
        ("0 4 * * 1", 168),
        ("0 2 1 * *", 744),
        ("hourly", float("inf")),
        ("", float("inf")),
    ],
)
def test_the_longest_pause_of_a_schedule_is_known(schedule: str, hours: float) -> None:
    """Five fields, or six with the second first; what cannot be read never runs."""
    assert longest_gap(schedule) == hours * 3600


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("720h0m0s", 2_592_000),
        ("30d", 2_592_000),
        ("5m", 300),
        ("soon", float("inf")),
        (5, float("inf")),
    ],
)
def test_a_duration_is_read(text: Any, expected: float) -> None:
    """What is no duration is longer than everything."""
    assert seconds(text) == expected


def test_an_empty_platform_has_many_faults() -> None:
    """A rule that only looks at what is there says nothing when it is gone."""
    found = by_rule(lint(Foundation(Documents("prod", ()), {})))
    assert {
        "alert-missing",
        "argo-rights",
        "broker-copies",
        "cluster-backup",
        "kafka-copies",
        "knative",
        "listener",
        "mongodb-copies",
        "nodes",
        "postgres-copies",
        "redirect",
        "restore-drill",
        "secret-store",
        "targets",
        "valkey-backup",
        "valkey-copies",
    } <= found


@pytest.mark.repeats
def test_a_mutant_that_nobody_notices_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """The tool that finds what no rule looks at: here everything but a harmless name."""
    assert mutate.main(["TargetGroupBinding"]) == 0

    *unnoticed, summary = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"\d+ of \d+ were noticed", summary)
    assert not any(".spec.serviceRef.port" in one for one in unnoticed)


def test_a_value_has_its_mutants() -> None:
    """A switch is flipped, a number becomes smaller and larger, a text another one."""
    assert [value for _, value in mutate.mutants(True)][1:] == [False]
    assert [value for _, value in mutate.mutants(30)][1:] == [3, 300]
    assert [value for _, value in mutate.mutants("a")][1:] == ["ax"]
    assert [place for place, _ in mutate.places({"a": [1, {"b": 2}]})] == [
        ("a",),
        ("a", 0),
        ("a", 1),
        ("a", 1, "b"),
    ]
