"""Argo CD's health checks, run by Lua itself, on status as it occurs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lupa.lua51 import LuaRuntime

from local import yaml_text

HEALTH = Path(__file__).parents[1] / "health"
SERVICE, EVENTING, APPLICATION = "knative-service", "knative-eventing", "application"


def judge(script: str, obj: dict[str, Any]) -> tuple[str, str]:
    """Run a health check as Argo CD does: the object is global, the answer a table."""
    lua = LuaRuntime(unpack_returned_tuples=True)
    lua.globals().obj = lua.table_from(obj, recursive=True)
    answer = lua.execute((HEALTH / f"{script}.lua").read_text(encoding="utf-8"))
    return str(answer.status), str(answer.message)


def thing(
    ready: str | None = None,
    reason: str | None = None,
    *,
    observed: int | None = 3,
    message: str | None = None,
) -> dict[str, Any]:
    """Make an object of generation 3 with what its controller says."""
    condition = {"type": "Ready", "status": ready, "reason": reason, "message": message}
    other = {"type": "ConfigurationsReady", "status": "True"}
    conditions = [other] + ([{k: v for k, v in condition.items() if v}] if ready else [])
    status: dict[str, Any] = {"conditions": conditions}
    if observed is not None:
        status["observedGeneration"] = observed
    return {"metadata": {"name": "one", "generation": 3}, "status": status}


@pytest.mark.parametrize("script", [SERVICE, EVENTING])
@pytest.mark.parametrize(
    ("obj", "status"),
    [
        (thing("True"), "Healthy"),
        (thing("True", observed=2), "Progressing"),
        (thing("False", "RevisionFailed", observed=2), "Progressing"),
        (thing("True", observed=None), "Progressing"),
        (thing("Unknown", "Deploying"), "Progressing"),
        (thing("False", "Failed", message="it does not start"), "Degraded"),
        (thing(), "Progressing"),
        ({"metadata": {"generation": 1}}, "Progressing"),
        ({"metadata": {"generation": 1}, "status": {}}, "Progressing"),
    ],
)
def test_health_is_what_ready_says_of_the_newest_generation(
    script: str, obj: dict[str, Any], status: str
) -> None:
    """Older status proves nothing, in either direction."""
    assert judge(script, obj)[0] == status


@pytest.mark.parametrize("reason", ["RolloutInProgress", "RevisionMissing"])
def test_a_service_whose_traffic_is_moving_is_not_degraded(reason: str) -> None:
    """A page at every canary step would teach everybody to look away."""
    assert judge(SERVICE, thing("False", reason))[0] == "Progressing"


def test_a_degraded_service_says_why() -> None:
    """Reason and message reach the person who looks at Argo CD."""
    said = judge(SERVICE, thing("False", "RevisionFailed", message="image not found"))
    assert said == ("Degraded", "RevisionFailed: image not found")


@pytest.mark.parametrize("script", [SERVICE, EVENTING])
def test_what_is_being_deleted_is_progressing(script: str) -> None:
    """The last status of something that goes away says Ready still."""
    obj = thing("True")
    obj["metadata"]["deletionTimestamp"] = "2026-11-22T00:00:00Z"
    assert judge(script, obj) == ("Progressing", "Being deleted")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ({}, "Progressing"),
        ({"health": {"status": "Healthy"}}, "Progressing"),
        ({"health": {"status": "Healthy"}, "sync": {"status": "OutOfSync"}}, "Progressing"),
        ({"health": {"status": "Healthy"}, "sync": {"status": "Synced"}}, "Healthy"),
        (
            {
                "health": {"status": "Healthy"},
                "sync": {"status": "OutOfSync"},
                "operationState": {"phase": "Succeeded"},
            },
            "Healthy",
        ),
        ({"health": {"status": "Degraded", "message": "x"}}, "Degraded"),
    ],
)
def test_a_wave_waits_for_the_applications_of_the_one_before(
    status: dict[str, Any], expected: str
) -> None:
    """An Application that was never synced is empty, and empty is not healthy."""
    assert judge(APPLICATION, {"metadata": {}, "status": status})[0] == expected


def test_every_check_is_installed_under_the_name_that_argo_cd_looks_for() -> None:
    """A file without a key in argocd-cm would be tested and never run."""
    (config,) = yaml_text.load((HEALTH / "kustomization.yaml").read_bytes())["configMapGenerator"]
    installed = dict(entry.split("=") for entry in config["files"])
    prefix = "resource.customizations.health."
    assert {key.removeprefix(prefix) for key in installed} == {
        "serving.knative.dev_Service",
        "eventing.knative.dev_Broker",
        "eventing.knative.dev_Trigger",
        "eventing.knative.dev_KafkaSink",
        "sources.knative.dev_PingSource",
        "argoproj.io_Application",
    }
    assert set(installed.values()) == {path.name for path in HEALTH.glob("*.lua")}


def test_a_newer_revision_that_is_not_ready_is_waited_for() -> None:
    """Ready is about what serves; what was released may still be on its way."""
    service = thing("True")
    service["status"] |= {
        "latestCreatedRevisionName": "one-00002",
        "latestReadyRevisionName": "one-00001",
    }
    assert judge(SERVICE, service) == ("Progressing", "Waiting for one-00002")
    service["status"]["latestReadyRevisionName"] = "one-00002"
    assert judge(SERVICE, service) == ("Healthy", "Ready")


def test_a_start_at_zero_is_told() -> None:
    """On one machine Ready says nothing about the image, and the message says so."""
    scale = {"autoscaling.knative.dev/initial-scale": "0"}
    asleep = {"spec": {"template": {"metadata": {"annotations": scale}}}}
    assert judge(SERVICE, thing("True") | asleep) == (
        "Healthy",
        "Ready, though no pod had to run for it",
    )
