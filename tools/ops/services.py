"""Reading the state of a Knative Service, without I/O.

Rules of the conditions: Knative's API spec, "Service" and "Route"
(https://github.com/knative/specs/blob/main/specs/serving/knative-api-specification-1.0.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

Document = Mapping[str, Any]

INITIAL_SCALE = "autoscaling.knative.dev/initial-scale"
MIN_SCALE = "autoscaling.knative.dev/min-scale"


class Phase(Enum):
    """How far a service is."""

    READY = "ready"
    PROGRESSING = "progressing"
    FAILED = "failed"


@dataclass(frozen=True)
class State:
    """The phase of a service and its own reason."""

    phase: Phase
    reason: str = ""


@dataclass(frozen=True)
class Target:
    """One line of a traffic block. `revision` is empty where the latest ready one is meant."""

    percent: int
    revision: str = ""

    def manifest(self) -> dict[str, Any]:
        """Write the target as Knative's defaulting leaves it, so that Argo CD sees no drift."""
        if not self.revision:
            return {"latestRevision": True, "percent": self.percent}
        return {"latestRevision": False, "percent": self.percent, "revisionName": self.revision}


LATEST = (Target(100),)

# Transient reasons: traffic is still moving, or Git named a revision that Knative is
# about to make (the Route looks for it before the Configuration has made it).
_PASSING = frozenset({"RolloutInProgress", "RevisionMissing"})


def name(service: Document) -> str:
    """Return the service's name."""
    return str(service["metadata"]["name"])


def state(service: Document) -> State:
    """Judge a service: Ready counts only when the controller has seen the newest generation."""
    generation = service["metadata"].get("generation", 0)
    status = service.get("status") or {}
    if status.get("observedGeneration") != generation:
        return State(Phase.PROGRESSING, f"generation {generation} is not seen by Knative yet")
    conditions = {condition["type"]: condition for condition in status.get("conditions", [])}
    ready = conditions.get("Ready", {})
    reason = ": ".join(filter(None, (ready.get("reason"), ready.get("message"))))
    match ready.get("status"):
        case "True":
            return State(Phase.READY)
        case "False" if ready.get("reason") not in _PASSING:
            return State(Phase.FAILED, reason or "Ready is False")
        case _:
            return State(Phase.PROGRESSING, reason or "Ready is unknown")


def serving(service: Document) -> dict[str, int]:
    """Return the percentages that revisions really get, by revision name."""
    shares: dict[str, int] = {}
    for target in (service.get("status") or {}).get("traffic", []):
        revision = target.get("revisionName", "")
        shares[revision] = shares.get(revision, 0) + int(target.get("percent") or 0)
    return {revision: percent for revision, percent in shares.items() if percent}


def wanted(service: Document) -> tuple[Target, ...]:
    """Return the traffic block of the live spec."""
    block = service["spec"].get("traffic") or [LATEST[0].manifest()]
    return tuple(
        Target(int(target.get("percent") or 0), target.get("revisionName", "")) for target in block
    )


def latest_ready(service: Document) -> str:
    """Return the newest revision that can serve, or nothing."""
    return str((service.get("status") or {}).get("latestReadyRevisionName", ""))


def latest_created(service: Document) -> str:
    """Return the newest revision, ready or not, or nothing."""
    return str((service.get("status") or {}).get("latestCreatedRevisionName", ""))


def image(document: Document) -> str:
    """Return the image of a Service's template or of a Revision."""
    spec = document["spec"]
    pod = spec["template"]["spec"] if "template" in spec else spec
    return str(pod["containers"][0].get("image", ""))


def template_name(service: Document) -> str:
    """Return the name that the template fixes for its revision, or nothing."""
    return str(service["spec"]["template"].get("metadata", {}).get("name") or "")


def has_to_run(service: Document) -> bool:
    """Tell whether Ready means that a pod ran, because the template requires one.

    Otherwise the cluster decides, and it may start at zero (decision 0037).
    """
    template = service["spec"]["template"].get("metadata") or {}
    annotations = template.get("annotations") or {}
    return any(int(annotations.get(key) or 0) > 0 for key in (INITIAL_SCALE, MIN_SCALE))


def settled(service: Document) -> bool:
    """Tell whether the newest revision is the one that serves as "the latest"."""
    return latest_created(service) == latest_ready(service) != ""


def pods(revision: Document) -> int:
    """Count the pods of a revision that are ready now."""
    return int((revision.get("status") or {}).get("actualReplicas") or 0)


def revision_usable(revision: Document) -> bool:
    """Tell whether traffic may be sent to the revision: it was ready once and is not failed."""
    conditions = (revision.get("status") or {}).get("conditions", [])
    return any(item["type"] == "Ready" and item["status"] == "True" for item in conditions)


def digest(revision: Document) -> str:
    """Return the digest that the revision runs, or "by tag" when none is known."""
    statuses = (revision.get("status") or {}).get("containerStatuses", [])
    resolved = statuses[0].get("imageDigest", "") if statuses else ""
    return (resolved or image(revision)).partition("@")[2] or "by tag"
