"""Knative Services: what its webhooks refuse and what only shows when a pod starts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools.manifests.digests import DIGEST, ZERO
from tools.manifests.documents import Finding, containers, name_of, namespace_of, template, where
from tools.manifests.knative import (
    CONTAINER_FIELDS,
    RESERVED_ENVS,
    RESERVED_PORTS,
    REVISION_FIELDS,
    with_defaults,
)
from tools.manifests.names import (
    AFTER_ROLLOUT,
    DEADLINE_SECONDS,
    FRONT_END,
    MIGRATION,
    NAMESPACE,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.names import Manifest
    from tools.manifests.rules.case import Case

LONGEST_SECONDS = 600
PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def names(case: Case) -> Iterator[Finding]:
    """One service for each function and one for the app's files, visible in the cluster only."""
    wanted = {FRONT_END, *(one.name for one in case.functions)}
    for name in sorted(wanted - case.service_names):
        yield Finding("no-service", name, "there is no Knative Service of this name")
    for service in case.documents.services:
        place = where(service)
        if name_of(service) not in wanted:
            yield Finding("no-function", place, "no function of this name: run `nox -s generate`")
        if namespace_of(service) != NAMESPACE:
            yield Finding("namespace", place, f"must be in {NAMESPACE}")
        labels = service["metadata"].get("labels") or {}
        if labels.get("networking.knative.dev/visibility") != "cluster-local":
            yield Finding("public-service", place, "must be cluster-local: the gateway is the door")


def fields(case: Case) -> Iterator[Finding]:
    """Only fields, variables and ports that Knative accepts without a feature flag."""
    for service in case.documents.services:
        place = where(service)
        for key in sorted((template(service).get("spec") or {}).keys() - REVISION_FIELDS):
            yield Finding("needs-flag", place, f"Knative refuses {key} in a revision")
        ports: list[Manifest] = []
        for container in containers(service):
            for key in sorted(container.keys() - CONTAINER_FIELDS):
                yield Finding("needs-flag", place, f"Knative refuses {key} in a container")
            if (container.get("securityContext") or {}).get("capabilities", {}).get("add"):
                yield Finding("needs-flag", place, "Knative refuses added capabilities")
            for env in container.get("env") or ():
                if env.get("name") in RESERVED_ENVS:
                    yield Finding("reserved", place, f"{env['name']} is Knative's own variable")
            ports += container.get("ports") or []
        yield from _ports(place, ports)
        shares = [target.get("percent") or 0 for target in service["spec"].get("traffic") or ()]
        if shares and sum(shares) != 100:  # noqa: PLR2004
            yield Finding("traffic", place, f"the shares of traffic add up to {sum(shares)}")


def _ports(place: str, ports: list[Manifest]) -> Iterator[Finding]:
    if len(ports) != 1:
        yield Finding("one-port", place, f"Knative wants exactly one port, here are {len(ports)}")
    for port in ports:
        if port.get("containerPort") in RESERVED_PORTS:
            yield Finding("reserved", place, f"{port['containerPort']} is queue-proxy's own port")
        if port.get("name") not in {"http1", "h2c"}:
            yield Finding("port-name", place, f"{port.get('name')} is neither http1 nor h2c")


def probes(case: Case) -> Iterator[Finding]:
    """Both probes, over HTTP, with their port: without it a start-up probe asks port 0."""
    for service in case.documents.services:
        place = where(service)
        for container in containers(service):
            open_ports = {port.get("containerPort") for port in container.get("ports") or ()}
            for kind in ("livenessProbe", "readinessProbe"):
                if kind not in container:
                    yield Finding("no-probe", place, f"has no {kind}")
            for kind in PROBES:
                probe = container.get(kind)
                if probe is None:
                    continue
                port = (probe.get("httpGet") or {}).get("port")
                if "httpGet" not in probe:
                    yield Finding("probe-kind", place, f"{kind} must ask over HTTP")
                elif port not in open_ports:
                    yield Finding("probe-port", place, f"{kind} asks port {port}, nobody listens")
            readiness = container.get("readinessProbe") or {}
            if "periodSeconds" in readiness:
                message = "a period makes Knative ask every second instead of every 50 ms"
                yield Finding("probe-period", place, message)


def volumes(case: Case) -> Iterator[Finding]:
    """Every mount has its volume and every volume is mounted."""
    for service in case.documents.services:
        declared = {one["name"] for one in (template(service).get("spec") or {}).get("volumes", ())}
        mounted = {
            mount["name"] for one in containers(service) for mount in one.get("volumeMounts", ())
        }
        for name in sorted(mounted ^ declared):
            what = "mounted but not declared" if name in mounted else "declared but not mounted"
            yield Finding("volume", where(service), f"{name} is {what}")


def fixed_points(case: Case) -> Iterator[Finding]:
    """What Knative's defaulting would add is written out, or Argo CD always sees drift."""
    for service in case.documents.services:
        stored = with_defaults(service)
        for key in ("template", "traffic"):
            if stored["spec"].get(key) != service["spec"].get(key):
                differing = _difference(service["spec"].get(key), stored["spec"].get(key), key)
                message = f"Knative's defaults change it at {differing}"
                yield Finding("not-a-fixed-point", where(service), message)


def _difference(written: object, stored: object, path: str) -> str:
    if isinstance(written, dict) and isinstance(stored, dict):
        for key in sorted(stored.keys() | written.keys()):
            if written.get(key) != stored.get(key):
                return _difference(written.get(key), stored.get(key), f"{path}.{key}")
    if isinstance(written, list) and isinstance(stored, list) and len(written) == len(stored):
        for index, (one, other) in enumerate(zip(written, stored, strict=True)):
            if one != other:
                return _difference(one, other, f"{path}[{index}]")
    return path


# Workloads that run the image of another one.
RUNS = {AFTER_ROLLOUT: MIGRATION}


def images(case: Case) -> Iterator[Finding]:
    """Real environments run images by digest, each function its own."""
    for workload in (*case.documents.services, *case.documents.of("Job")):
        for container in containers(workload):
            image = str(container.get("image", ""))
            repository, _, digest = image.partition("@")
            name = re.sub(r":[^/]*$", "", repository).rpartition("/")[2]
            if name != RUNS.get(name_of(workload), name_of(workload)):
                yield Finding("foreign-image", where(workload), f"runs {image}")
            if case.is_real and not DIGEST.fullmatch(digest):
                yield Finding("image-by-tag", where(workload), f"{image} is not named by digest")


def unbuilt(case: Case) -> Iterator[Finding]:
    """A release has a built image for each function; not one of `ALL`, see `check --release`."""
    for workload in (*case.documents.services, *case.documents.of("Job")):
        for container in containers(workload):
            if str(container.get("image", "")).endswith(ZERO):
                yield Finding("never-built", where(workload), "its image has no digest yet")


def timeouts(case: Case) -> Iterator[Finding]:
    """Timeouts nest: the runtime's deadline, then Knative's, then the gateway's."""
    for service in case.documents.services:
        seconds = (template(service).get("spec") or {}).get("timeoutSeconds") or 0
        if not DEADLINE_SECONDS < seconds <= LONGEST_SECONDS:
            message = f"{seconds} s must be more than the runtime's {DEADLINE_SECONDS} s"
            yield Finding("timeouts", where(service), message)
    longest = max(
        (
            (template(one).get("spec") or {}).get("timeoutSeconds") or 0
            for one in case.documents.services
        ),
        default=0,
    )
    for policy in case.documents.of("ProxySettingsPolicy"):
        read = str((policy["spec"].get("timeout") or {}).get("read", "60s"))
        if int(re.sub(r"\D", "", read)) <= longest:
            message = f"NGINX gives up after {read}, Knative after {longest} s"
            yield Finding("timeouts", where(policy), message)
