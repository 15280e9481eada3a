"""All functions through a week, compared with services for the same work that never sleep."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.scale import cost
from bench.scale.autoscaler import TICK_SECONDS, Scaling
from bench.scale.simulation import Outcome, Work, simulate
from bench.scale.week import TICKS, Week
from tools import func_yaml
from tools.endpoints import Endpoint, read_endpoints
from tools.tree import function_folders


@dataclass(frozen=True)
class Function:
    """A function as the autoscaler and the scheduler see it."""

    name: str
    scaling: Scaling
    work: Work
    request: cost.Request


@dataclass(frozen=True)
class Month:
    """A month of so many learners."""

    learners: int
    requests_a_second: float
    """In the busiest minute of the week."""
    outcomes: dict[str, Outcome]
    cost_asleep: float
    """The functions as deployed, US dollars."""
    cost_awake: float
    """The same functions with two pods at least, which never sleep."""
    cost_services: float
    """A handful of services with the same work, always on."""

    @cached_property
    def pods(self) -> list[int]:
        """Return how many pods all functions together have in each tick."""
        each = (outcome.pods for outcome in self.outcomes.values())
        return [sum(pods) for pods in zip(*each, strict=True)]

    @property
    def mean_pods(self) -> float:
        """Return how many pods there are on average."""
        return sum(self.pods) / TICKS

    @property
    def most_pods(self) -> int:
        """Return how many pods there are in the busiest moment."""
        return max(self.pods)

    @property
    def cold_share(self) -> float:
        """Return the share of requests that waited for a pod to start."""
        requests = sum(each.requests for each in self.outcomes.values())
        return sum(each.cold for each in self.outcomes.values()) / requests


def functions(root: Path, assumptions: dict[str, Any]) -> Iterator[Function]:
    """Read all functions of the tree with production's settings."""
    defaults = func_yaml.read(root / "func.yaml")
    folders = function_folders(root)
    pod = assumptions["pod"]
    for endpoint in read_endpoints(root):
        own = func_yaml.read(folders[endpoint.name] / "func.yaml")
        options = func_yaml.complete(defaults, (), own)["deploy"]["options"]
        scale, resources = options["scale"], options["resources"]
        annotations = own["deploy"].get("annotations", {})
        retention = annotations.get("autoscaling.knative.dev/scale-to-zero-pod-retention-period")
        yield Function(
            name=endpoint.name,
            scaling=Scaling(
                # Production keeps two of each that is always awake (manifests/components/replicas).
                minimum=2 if scale["min"] else 0,
                maximum=scale["max"],
                target=scale["target"],
                container_concurrency=resources["limits"]["concurrency"],
                retention_seconds=int(retention.removesuffix("m")) * 60 if retention else 0,
            ),
            work=_work(endpoint, assumptions),
            request=cost.Request(
                cpu=_cores(resources["requests"]["cpu"]) + pod["proxy_cpu"],
                memory_mib=int(resources["requests"]["memory"].removesuffix("Mi"))
                + pod["proxy_memory_mib"],
            ),
        )


def month(
    fleet: list[Function],
    assumptions: dict[str, Any],
    learners: int,
    progress: Callable[[str], None] = lambda _: None,
) -> Month:
    """Simulate a week and price a month of it. Calls `progress` with each function's name."""
    week = Week(assumptions, learners)
    nodes = cost.Nodes.of(assumptions["prices"])
    hours = assumptions["prices"]["hours_a_month"]
    outcomes: dict[str, Outcome] = {}
    totals = [0] * TICKS
    cpu: dict[str, float] = {}
    for function in fleet:
        progress(function.name)
        arrivals = week.arrivals(function.name)
        start = assumptions["pod"]["start_seconds"]
        outcomes[function.name] = simulate(
            arrivals, function.scaling, function.work, start_seconds=start
        )
        totals = [total + count for total, count in zip(totals, arrivals, strict=True)]
        cpu[function.name] = _busiest_minute(arrivals) * function.work.cpu_seconds

    def price(pods: Callable[[Function], Sequence[int]]) -> float:
        return cost.monthly(((pods(each), each.request) for each in fleet), nodes, hours)

    return Month(
        learners=learners,
        requests_a_second=_busiest_minute(totals),
        outcomes=outcomes,
        cost_asleep=price(lambda each: outcomes[each.name].pods),
        cost_awake=price(lambda each: _always(max(2, *outcomes[each.name].pods))),
        cost_services=cost.monthly(_services(assumptions["always_on"], cpu), nodes, hours),
    )


def _services(
    always_on: dict[str, Any], cpu: dict[str, float]
) -> Iterator[tuple[Sequence[int], cost.Request]]:
    """Group the functions' work into services that are sized for the busiest minute."""
    groups = {name: set(members) for name, members in always_on.items() if _is_list(members)}
    named = set[str]().union(*groups.values())
    request = cost.Request(always_on["cpu"], always_on["memory_mib"])
    for members in groups.values():
        busiest = sum(
            cpu[name] for name in (members & cpu.keys() if members else cpu.keys() - named)
        )
        replicas = math.ceil(busiest / (always_on["cpu"] * always_on["utilization"]))
        yield _always(max(always_on["replicas"], replicas)), request


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _always(pods: int) -> Sequence[int]:
    return [pods] * TICKS


def _busiest_minute(arrivals: Sequence[int]) -> float:
    """Return the requests a second of the minute that has the most."""
    minute = 60 // TICK_SECONDS
    return max(sum(arrivals[tick : tick + minute]) for tick in range(0, TICKS, minute)) / 60


def _work(endpoint: Endpoint, assumptions: dict[str, Any]) -> Work:
    kind = assumptions["work_of"].get(endpoint.name)
    if kind is None:
        kind = "event" if not endpoint.is_http else "read" if endpoint.method == "GET" else "write"
    work = assumptions["work"][kind]
    cpu_seconds = work["cpu_milliseconds"] / 1000
    return Work(max(work["milliseconds"] / 1000, cpu_seconds), cpu_seconds)


def _cores(quantity: str) -> float:
    """Return a Kubernetes CPU quantity as cores."""
    return float(quantity.removesuffix("m")) / (1000 if quantity.endswith("m") else 1)
