"""Autoscaling: names that Knative would ignore, and bounds that protect the database."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, api_group, containers, template, where
from tools.manifests.names import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tools.manifests.names import Manifest
    from tools.manifests.rules.case import Case

AUTOSCALING = "autoscaling.knative.dev/"
DURATION = re.compile(r"(\d+(\.\d+)?(ms|s|m|h))+")
NUMBER = re.compile(r"\d+(\.\d+)?")
WHOLE = re.compile(r"\d+")
# An unknown name is not refused, it just does nothing.
KNOWN = {
    "class": re.compile(r"kpa\.autoscaling\.knative\.dev"),
    "metric": re.compile("concurrency|rps"),
    "target": NUMBER,
    "target-utilization-percentage": NUMBER,
    "min-scale": WHOLE,
    "max-scale": WHOLE,
    "initial-scale": WHOLE,
    "activation-scale": WHOLE,
    "scale-down-delay": DURATION,
    "scale-to-zero-pod-retention-period": DURATION,
    "target-burst-capacity": re.compile(r"-1|\d+(\.\d+)?"),
    "window": DURATION,
    "panic-window-percentage": NUMBER,
    "panic-threshold-percentage": NUMBER,
}
# Other annotations of a Service that are used.
ON_SERVICE = {
    "argocd.argoproj.io/sync-wave",
    "argocd.argoproj.io/sync-options",
    "serving.knative.dev/rollout-duration",
    f"{PREFIX}access",
    f"{PREFIX}route",
    f"{PREFIX}scaling",
}
# Superuser, replicas, backups, the operator, migrations, and somebody with psql.
RESERVED_CONNECTIONS = 40
# PostgreSQL's own number, until the platform's manifests say theirs.
DEFAULT_CONNECTIONS = 100
DEFAULT_POOL = 5


def names(case: Case) -> Iterator[Finding]:
    """Annotations that Knative knows, in the right place, with valid values."""
    for service in case.documents.services:
        place = where(service)
        for key in service["metadata"].get("annotations") or {}:
            if key.startswith(AUTOSCALING):
                message = f"{key} belongs on the template: Knative refuses it on the Service"
                yield Finding("annotation-place", place, message)
            elif key not in ON_SERVICE:
                yield Finding("annotation-name", place, f"nobody reads {key}")
        for key, value in _scaling(service).items():
            pattern = KNOWN.get(key.removeprefix(AUTOSCALING))
            if not key.startswith(AUTOSCALING) or pattern is None:
                yield Finding("annotation-name", place, f"nobody reads {key}")
            elif not pattern.fullmatch(str(value)):
                yield Finding("annotation-value", place, f"{key} cannot be {value}")


def bounds(case: Case) -> Iterator[Finding]:
    """Every function has a maximum, not below its minimum, and a reason."""
    for service in case.documents.services:
        place, said = where(service), _scaling(service)
        most = _number(said, "max-scale")
        if not most:
            yield Finding("max-scale", place, "without max-scale there is no limit at all")
        if _number(said, "min-scale") > most:
            yield Finding("max-scale", place, "min-scale is above max-scale")
        if f"{AUTOSCALING}min-scale" not in said:
            yield Finding("max-scale", place, "say min-scale, even when it is 0")
        limit = (template(service).get("spec") or {}).get("containerConcurrency") or 0
        if not 0 < limit <= 1000:  # noqa: PLR2004 - Knative's own bound
            yield Finding("concurrency", place, f"{limit} requests at once is not a limit")
        if _number(said, "target") > limit:
            yield Finding("concurrency", place, "the target is above what a copy may take at once")
        if not (service["metadata"].get("annotations") or {}).get(f"{PREFIX}scaling"):
            yield Finding("scaling-reason", place, f"say why in {PREFIX}scaling")


def connections(case: Case) -> Iterator[Finding]:
    """All functions at their maximum stay within the database's connections, one of them twice.

    Twice, because during a release the old and the new revision of a function both run.
    """
    held = {
        one["metadata"]["name"]: _number(_scaling(one), "max-scale") * pool
        for one in case.documents.services
        if (pool := pool_size(one))
    }
    if not held:
        return
    largest = max(held, key=lambda name: held[name])
    needed = int(sum(held.values()) + held[largest] + RESERVED_CONNECTIONS)
    limit = database_connections(case)
    if needed > limit:
        message = (
            f"max-scale x pool is {needed} connections ({largest} twice, {RESERVED_CONNECTIONS} "
            f"reserved), the database takes {limit}"
        )
        yield Finding("connections", case.environment, message)


def pool_size(service: Manifest) -> int:
    """Return how many PostgreSQL connections one copy may hold; 0 when it has no address."""
    for container in containers(service):
        envs = {env["name"]: env.get("value") for env in container.get("env") or ()}
        if "DATABASE_URL" in envs:
            return int(envs.get("LMS_POSTGRES_POOL_MAX") or DEFAULT_POOL)
    return 0


def database_connections(case: Case) -> int:
    """Return max_connections of the environment's PostgreSQL."""
    if not case.is_real:
        for store in case.documents.of("StatefulSet"):
            for container in containers(store):
                for argument in container.get("args") or ():
                    if str(argument).startswith("max_connections="):
                        return int(str(argument).partition("=")[2])
        return DEFAULT_CONNECTIONS
    clusters = [
        one
        for one in case.platform
        if one.get("kind") == "Cluster" and api_group(one) == "postgresql.cnpg.io"
    ]
    found: list[int] = []
    for spec in (one["spec"] for one in clusters if one["metadata"]["name"] == "postgres"):
        parameters = spec.get("postgresql", {}).get("parameters", {})
        found.append(int(parameters.get("max_connections", DEFAULT_CONNECTIONS)))
        # The functions' own role may have less than the server.
        found.extend(
            int(role["connectionLimit"]) + RESERVED_CONNECTIONS
            for role in spec.get("managed", {}).get("roles", ())
            if role["name"] == "learning" and role.get("connectionLimit", -1) > 0
        )
    return min(found, default=DEFAULT_CONNECTIONS)


def _scaling(service: Manifest) -> dict[str, str]:
    return (template(service).get("metadata") or {}).get("annotations") or {}


def _number(said: Mapping[str, str], *keys: str) -> float:
    for key in keys:
        value = str(said.get(f"{AUTOSCALING}{key}", ""))
        if NUMBER.fullmatch(value):
            return float(value)
    return 0
