"""Our rules for the platform below the functions: each environment keeps what was promised.

A rule is a function of a `Foundation` that gives findings. What an environment may leave out is in
`relaxed.py`, each with its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.rules.foundation import (
    access,
    alerts,
    argo,
    backups,
    certificates,
    controllers,
    inside,
    kafka,
    knative,
    namespaces,
    nodes,
    running,
    secrets,
    storage,
    stores,
    tls,
    valkey,
    velero,
)
from tools.manifests.rules.foundation.relaxed import without_relaxed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tools.manifests.documents import Finding
    from tools.manifests.foundation import Foundation

__all__ = ["ALL", "lint"]

ALL: tuple[Callable[[Foundation], Iterator[Finding]], ...] = (
    backups.postgres,
    backups.mongodb,
    backups.valkey,
    backups.drill,
    backups.buckets,
    velero.schedules,
    velero.chart,
    stores.postgres,
    stores.pg_hba,
    stores.mongodb,
    stores.mongodb_users,
    kafka.copies,
    kafka.listeners,
    kafka.broker,
    valkey.copies,
    valkey.settings,
    valkey.users,
    storage.classes,
    storage.kept,
    inside.handed_out,
    inside.backends,
    inside.kafka_users,
    inside.names,
    tls.listeners,
    tls.redirects,
    certificates.public,
    certificates.internal,
    certificates.authority,
    tls.doors,
    tls.trusted,
    tls.grants,
    tls.targets,
    argo.applications,
    argo.pins,
    argo.projects,
    argo.limits,
    argo.rights,
    argo.settings,
    alerts.thresholds,
    alerts.silence,
    alerts.routes,
    alerts.monitors,
    alerts.dashboards,
    access.roles,
    access.bindings,
    access.tokens,
    access.hosts,
    access.pods,
    access.images,
    access.jobs,
    namespaces.security,
    namespaces.default_deny,
    namespaces.policies,
    namespaces.granted,
    namespaces.ways_to_functions,
    namespaces.stores_reached,
    running.groups,
    running.starts,
    running.callers,
    knative.versions,
    knative.copies,
    knative.settings,
    nodes.pools,
    nodes.classes,
    secrets.store,
    secrets.external,
    controllers.switches,
    controllers.copies,
    controllers.limits,
    controllers.accounts,
)


def lint(on: Foundation) -> list[Finding]:
    """Apply all rules, except where this environment is excused."""
    found = {finding for rule in ALL for finding in rule(on)}
    return sorted(without_relaxed(on.environment, found))
