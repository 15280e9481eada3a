"""Our own rules: what schemas cannot see and clusters reject, or accept and then silently break.

Each rule is a function of a `Case` that yields findings. A finding's rule name tells the mutation
test that this fault was caught and not another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.rules import (
    admission,
    dead_letters,
    eventing,
    front_end,
    names,
    network,
    routing,
    runtime,
    scaling,
    security,
    services,
    sources,
    transit,
)
from tools.manifests.rules.case import Case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tools.manifests.documents import Finding

__all__ = ["ALL", "Case", "lint"]

ALL: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    services.names,
    services.fields,
    services.probes,
    services.volumes,
    services.fixed_points,
    services.images,
    services.timeouts,
    scaling.names,
    scaling.bounds,
    scaling.connections,
    security.pods,
    security.accounts,
    security.rights,
    security.secrets_exist,
    security.no_secrets,
    security.admission,
    admission.enforced,
    security.namespaces,
    network.default_deny,
    network.edges,
    network.selectors,
    network.other_selectors,
    routing.targets,
    routing.table,
    routing.limits,
    routing.conflicts,
    routing.grants,
    routing.hidden,
    runtime.groups,
    runtime.initial_scale,
    runtime.client_address,
    front_end.pages,
    front_end.one_build,
    front_end.bucket,
    eventing.triggers,
    eventing.schedules,
    eventing.brokers,
    eventing.webhook,
    eventing.types,
    names.names,
    dead_letters.sinks,
    sources.kn_layout,
    sources.no_secrets,
    transit.deny,
    transit.doors,
    transit.encrypted,
    transit.nobody_plain,
)


def lint(case: Case) -> list[Finding]:
    """Apply all rules."""
    return sorted(finding for rule in ALL for finding in rule(case))
