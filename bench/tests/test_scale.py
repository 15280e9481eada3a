"""The simulated autoscaler decides as Knative's documentation says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bench import pages, report
from bench.results import Figure, Results, Table
from bench.scale import cost, measured
from bench.scale.autoscaler import TICK_SECONDS, Autoscaler, Scaling
from bench.scale.fleet import functions, month
from bench.scale.simulation import Work, simulate
from bench.scale.week import TICKS, Week
from bench.statistics import sample
from tools.tree import ROOT, function_folders

TEN = Scaling(target=10, utilization=1.0, maximum=100)
QUICK = Work(seconds=0.1, cpu_seconds=0.01)
MINUTE = 60 // TICK_SECONDS


def _last(scaling: Scaling, concurrencies: list[float], ready: int) -> int:
    autoscaler = Autoscaler(scaling)
    pods = 0
    for tick, concurrency in enumerate(concurrencies):
        pods = autoscaler.tick(tick * TICK_SECONDS, concurrency, ready)
    return pods


def _assumed() -> dict[str, Any]:
    return tomllib.loads((ROOT / "bench/scale/assumptions.toml").read_text())


def _report(rate: float = 500) -> Results:
    """Return what a run of the bench may have found."""
    rates = {
        "rendered": "courses",
        "uncached": pages.UNSHARED,
        "enrollment": "create_enrollment",
    }
    tables = {
        table: Table("", "requests/s", {name: Figure(sample([rate, rate, 2 * rate]))})
        for table, name in rates.items()
    }
    return Results({"processor": "abacus"}, tables)


def _assumptions() -> dict[str, Any]:
    return measured.with_costs(_assumed(), _report())


def test_pods_are_requests_in_flight_by_target() -> None:
    """45 requests in flight at a target of 10 need 5 pods."""
    assert _last(TEN, [45.0] * MINUTE, ready=5) == 5


def test_the_utilization_leaves_room() -> None:
    """By default a pod is full at 70 % of its target."""
    assert _last(Scaling(target=10, maximum=100), [45.0] * MINUTE, ready=7) == 7


def test_the_container_concurrency_bounds_the_target() -> None:
    """A target above containerConcurrency would ask for more than a pod takes."""
    assert Scaling(target=80, container_concurrency=10, utilization=0.7).aim == pytest.approx(7)


def test_a_burst_is_seen_within_the_panic_window() -> None:
    """Six seconds of twice the capacity and more add pods long before the minute's average does."""
    calm = [45.0] * MINUTE
    assert _last(TEN, calm + [100.0] * 3, ready=5) == 10
    assert _last(TEN, calm + [60.0] * 3, ready=5) == 5


def test_pods_stay_during_a_panic_and_a_window_longer() -> None:
    """No pod is taken away before the surge has left the stable window."""
    autoscaler = Autoscaler(TEN)
    wanted = [
        autoscaler.tick(tick * TICK_SECONDS, 100.0 if tick < 3 else 1.0, ready=10 if tick else 1)
        for tick in range(3 * MINUTE)
    ]
    assert wanted[2 : MINUTE - 1] == [10] * (MINUTE - 3)
    assert wanted[-1] < 10


def test_pods_leave_by_halves() -> None:
    """max-scale-down-rate 2: at most half of the pods go in one decision."""
    assert _last(TEN, [10.0] * MINUTE, ready=20) == 10


@pytest.mark.parametrize(("retention", "seconds"), [(0, 60 + 30), (300, 60 + 300)])
def test_the_last_pod_goes_after_window_and_grace(retention: int, seconds: int) -> None:
    """A minute without requests, then the grace period or the retention period."""
    scaling = Scaling(retention_seconds=retention)
    pods = simulate([1] + [0] * (10 * MINUTE), scaling, QUICK, start_seconds=2).pods
    awake = sum(1 for count in pods if count) * TICK_SECONDS
    assert awake == pytest.approx(seconds, abs=3 * TICK_SECONDS)


def test_the_first_request_waits_for_a_pod() -> None:
    """A function at zero serves when its pod has started, and not before."""
    outcome = simulate([1] + [0] * MINUTE, Scaling(), QUICK, start_seconds=3)
    assert (outcome.requests, outcome.cold, outcome.late) == (1, 1, 0)
    assert outcome.longest_wait_seconds == pytest.approx(4, abs=2)


def test_what_a_pod_cannot_take_waits_and_is_counted() -> None:
    """300 requests of 10 ms of CPU are three seconds of work, more than one tick of one pod."""
    scaling = Scaling(minimum=1, maximum=1)
    outcome = simulate([300, 0, 0], scaling, QUICK, start_seconds=2)
    assert (outcome.cold, outcome.late) == (0, 100)
    assert outcome.requests == 300


def test_idle_ticks_are_skipped_without_a_difference() -> None:
    """Skipping what does not change is a matter of speed alone."""
    arrivals = [0] * (20 * MINUTE)
    for tick in (5, 6, 400):
        arrivals[tick] = 1
    outcome = simulate(arrivals, Scaling(), QUICK, start_seconds=2)
    assert outcome.pods[395:400] == [0] * 5
    assert outcome.cold == 2
    assert outcome.pods[400] == 1


def test_a_function_without_a_pod_limit_is_no_function_of_ours() -> None:
    """However many requests come, the maximum holds, and the rest waits."""
    outcome = simulate([5000] * MINUTE, Scaling(maximum=3, target=10), QUICK, start_seconds=2)
    assert max(outcome.pods) == 3


def test_the_scarcest_resource_decides_the_nodes() -> None:
    """Small pods fill a node's network cards before its memory."""
    nodes = cost.Nodes(cpu=1.5, memory_mib=6000, pods=24, hourly=0.1)
    assert nodes.needed(cpu=1.0, memory_mib=1000, pods=25) == 2
    assert nodes.needed(cpu=4.4, memory_mib=1000, pods=4) == 3
    assert nodes.needed(cpu=0.0, memory_mib=0, pods=0) == 0


def test_an_empty_hour_costs_nothing() -> None:
    """A month in which every second hour needs one node costs half a node."""
    hour = 60 * MINUTE
    pods = ([1] * hour + [0] * hour) * 2
    nodes = cost.Nodes(cpu=1, memory_mib=1000, pods=10, hourly=0.5)
    assert cost.monthly([(pods, cost.Request(0.1, 100))], nodes, 730) == pytest.approx(182.5)


def test_a_week_has_as_many_requests_as_its_visits() -> None:
    """The same learners make the same week, and every visit is in it."""
    assumptions = {**_assumptions(), "visit": {"others": 0.5}}
    week = Week(assumptions, 1000)
    assert week.visits == 1200
    arrivals = week.arrivals("list_templates")
    assert len(arrivals) == TICKS
    assert sum(arrivals) == 600
    assert arrivals == Week(assumptions, 1000).arrivals("list_templates")


def test_assumptions_name_functions_that_exist() -> None:
    """A function that was renamed is not silently left without traffic."""
    assumptions = _assumptions()
    groups = [names for names in assumptions["always_on"].values() if isinstance(names, list)]
    named = {
        *(assumptions["visit"].keys() - {"others"}),
        *assumptions["clock"],
        *assumptions["rush"]["functions"],
        *assumptions["work_of"],
        *(name for names in groups for name in names),
    }
    assert named <= function_folders(ROOT).keys()


def test_every_function_has_a_price() -> None:
    """The fleet is the functions of this tree, each with its own settings."""
    fleet = list(functions(Path(ROOT), _assumptions()))
    by_name = {function.name: function for function in fleet}
    assert by_name["log_in"].scaling.minimum == 2
    assert by_name["log_in"].work.cpu_seconds > by_name["get_user"].work.cpu_seconds
    assert by_name["list_enrollments"].scaling.retention_seconds == 300
    # More pods than a node has room for, if none of them slept.
    result = month(fleet[:16], _assumptions(), 100)
    assert 0 < result.cost_asleep < result.cost_awake
    assert result.most_pods >= result.mean_pods


def test_costs_are_those_of_the_report() -> None:
    """A kind of work that the bench measures costs what was measured, any other what is assumed."""
    work = measured.with_costs(_assumed(), _report(rate=250))["work"]
    assert {kind: one["cpu_milliseconds"] for kind, one in work.items()} == {
        "page": 4.0,
        "read": 4.0,
        "write": 4.0,
        **{kind: one["cpu_milliseconds"] for kind, one in work.items() if "source" not in one},
    }
    by_name = {each.name: each for each in functions(Path(ROOT), {**_assumed(), "work": work})}
    assert by_name["render_page"].work.cpu_seconds == 0.004
    assert by_name["create_enrollment"].work.cpu_seconds == 0.004


def test_the_sources_are_named() -> None:
    """Readers of the table find out what is measured, where, and what is not."""
    words = measured.sources(_assumptions(), _report())
    assert "page 2.0 ms (`rendered`: courses)" in words
    assert "mail 10.0 ms (assumed)" in words
    assert "abacus" in words


def test_without_a_report_somebody_has_to_measure_first(tmp_path: Path) -> None:
    """No figure is made up: neither without a report, nor for what it lacks."""
    with pytest.raises(measured.NotMeasured, match="nox -s bench"):
        measured.read(tmp_path)
    results = _report()
    del results.tables["rendered"]
    (tmp_path / "report.json").write_bytes(msgspec.json.encode(results))
    with pytest.raises(measured.NotMeasured, match=r"'courses' of 'rendered'.*nox -s bench"):
        measured.with_costs(_assumed(), measured.read(tmp_path))
    assert report.read(tmp_path).machine == {"processor": "abacus"}
