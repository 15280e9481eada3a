"""`status` and `wait` tell the truth about services, also when it is not nice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

import pytest

from tools.ops.__main__ import main
from tools.ops.errors import OpsError
from tools.ops.services import Phase, image, state
from tools.ops.tests.conftest import Git, Operate, start_at_zero
from tools.ops.tests.world import BAD, DIGESTS, GOOD, SERVICE, TREE, World
from tools.ops.waiting import run_by_a_pod

if TYPE_CHECKING:
    from tools.ops.cluster import Cluster


def test_status_shows_every_function(
    operate: Operate, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row has the service, its state, its revision, how traffic goes, and the digest it runs."""
    assert operate("status") == 0
    head, row = capsys.readouterr().out.splitlines()
    assert head.split() == ["SERVICE", "READY", "REVISION", "TRAFFIC", "IMAGE", "WHY"]
    assert row.split() == [
        SERVICE,
        "ready",
        world.service["status"]["latestReadyRevisionName"],
        "100",
        "%",
        f"sha256:{'0' * 64}",
    ]


def test_status_is_data_too(operate: Operate, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json other programs can read it."""
    assert operate("status", "--json") == 0
    assert json.loads(capsys.readouterr().out)[0]["service"] == SERVICE


def test_status_answers_1_and_why_while_a_function_fails(
    operate: Operate, world: World, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    """A revision that cannot start is seen, and the old one is shown as what is serving."""
    world.broken.add(BAD)
    git.commit(DIGESTS, TREE[DIGESTS].replace("0" * 64, "b" * 64))
    assert operate("wait", SERVICE) == 1
    stderr = capsys.readouterr().err
    assert "RevisionFailed" in stderr
    assert "next: `kn revision list -n learning -s create-course`" in stderr
    assert operate("status") == 1
    row = capsys.readouterr().out.splitlines()[1]
    assert "failed" in row
    assert "sha256:" + "0" * 64 in row


def test_wait_does_not_believe_stale_status(
    operate: Operate, world: World, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    """Right after a change the status still says Ready, about the generation before."""
    git.commit(DIGESTS, TREE[DIGESTS].replace("0" * 64, "a" * 64))
    assert operate("wait", SERVICE) == 0
    assert "generation 2 is not seen by Knative yet" in capsys.readouterr().out
    assert world.image_of(world.service["status"]["traffic"][0]["revisionName"]) == GOOD


def test_wait_says_when_the_time_is_over(
    operate: Operate, world: World, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    """A service that never settles is a timeout, with what was last seen."""
    world.starts_after = 10_000
    git.commit(DIGESTS, TREE[DIGESTS].replace("0" * 64, "a" * 64))
    world.look()
    assert operate("wait", SERVICE, "--timeout", "0.2") == 1
    stderr = capsys.readouterr().err
    assert "not ready within 0.2 s" in stderr
    assert "last seen progressing" in stderr
    assert "next:" in stderr


def test_wait_without_a_name_waits_for_all(
    operate: Operate, capsys: pytest.CaptureFixture[str]
) -> None:
    """All functions of the namespace are waited for."""
    assert operate("wait") == 0
    assert f"{SERVICE}: ready" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "sign in again"),
        (403, "your role may not do this"),
        (404, "`kn service list -n learning`"),
        (500, "/readyz?verbose"),
    ],
)
def test_a_refusing_api_is_explained(
    operate: Operate, world: World, capsys: pytest.CaptureFixture[str], status: int, message: str
) -> None:
    """Each kind of refusal has its own next step."""
    world.refuse = status
    assert operate("wait", SERVICE) == 2
    assert message in capsys.readouterr().err


def test_a_silent_cluster_is_explained(
    operate: Operate, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No cluster, an unknown one, or one that does not respond: a sentence, never a traceback."""
    assert main(["--context", "elsewhere", "status"]) == 2
    assert "kubectl config get-contexts" in capsys.readouterr().err
    monkeypatch.setenv("KUBECONFIG", "/nonexistent")
    assert main(["status"]) == 2
    assert "aws eks update-kubeconfig" in capsys.readouterr().err


def test_an_unknown_service_is_named(operate: Operate, capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelled name is refused with the command that lists the right ones."""
    assert operate("wait", "creat-course") == 2
    assert "kn service list" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("observed", "ready", "reason", "phase"),
    [
        (2, "True", "", Phase.READY),
        (1, "True", "", Phase.PROGRESSING),
        (2, "Unknown", "RolloutInProgress", Phase.PROGRESSING),
        (2, "False", "RolloutInProgress", Phase.PROGRESSING),
        (2, "False", "RevisionMissing", Phase.PROGRESSING),
        (2, "False", "RevisionFailed", Phase.FAILED),
        (1, "False", "RevisionFailed", Phase.PROGRESSING),
        (None, None, "", Phase.PROGRESSING),
    ],
)
def test_a_state_is_read_from_the_newest_generation_only(
    observed: int | None, ready: str | None, reason: str, phase: Phase
) -> None:
    """Ready counts when Knative has seen the generation; a rollout in progress is no failure."""
    conditions = [{"type": "Ready", "status": ready, "reason": reason}] if ready else []
    service = {
        "metadata": {"name": SERVICE, "generation": 2},
        "status": {"observedGeneration": observed, "conditions": conditions},
    }
    assert state(service).phase is phase


def test_every_error_carries_a_next_step() -> None:
    """An error without a next step cannot be made."""
    with pytest.raises(TypeError):
        OpsError("it broke")  # type: ignore[call-arg]


def test_ready_without_a_pod_is_not_waited_for_in_vain_or_believed(
    operate: Operate, world: World, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a revision starts at zero, Ready is no proof: both say so, until somebody asks it."""
    start_at_zero(world, git)
    git.commit(DIGESTS, TREE[DIGESTS].replace("0" * 64, "b" * 64))
    world.broken.add(BAD)
    for _ in range(6):
        world.look()
    assert operate("wait", SERVICE, "--timeout", "0.2") == 1
    assert "last seen ready: but that alone" in capsys.readouterr().err
    assert operate("status") == 1
    assert "unproven" in capsys.readouterr().out

    world.broken.clear()
    assert operate("wait", SERVICE) == 0
    assert operate("status") == 0


def test_a_newer_revision_that_is_not_ready_is_waited_for() -> None:
    """The old one serves and is Ready; the new one is what was released."""
    template = {"metadata": {"annotations": {"autoscaling.knative.dev/initial-scale": "1"}}}
    service = {
        "metadata": {"name": SERVICE, "generation": 2},
        "spec": {"template": template},
        "status": {
            "observedGeneration": 2,
            "conditions": [{"type": "Ready", "status": "True"}],
            "latestReadyRevisionName": f"{SERVICE}-00001",
            "latestCreatedRevisionName": f"{SERVICE}-00002",
        },
    }
    goal = run_by_a_pod(cast("Cluster", None))
    assert not goal.reached(service)
    service["status"]["latestReadyRevisionName"] = f"{SERVICE}-00002"  # type: ignore[index]
    assert goal.reached(service)


def test_a_service_without_an_image_has_none() -> None:
    """It is looked at like every other, and is not what anybody waits for."""
    assert image({"spec": {"template": {"spec": {"containers": [{"name": "a"}]}}}}) == ""
