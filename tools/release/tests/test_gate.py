"""The gate believes a pod that ran, and an environment that reads what was released."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.release.tests.conftest import BROKEN, CREATE, FIRST

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.release.tests.cluster import FakeCluster
    from tools.release.tests.conftest import Git, Step

    Record = Callable[..., str]
    Output = pytest.CaptureFixture[str]


def test_a_function_that_never_ran_is_not_released(
    cluster: FakeCluster, step: Step, record: Record, capsys: Output
) -> None:
    """With a start at zero everything is Ready and Healthy, an image that crashes too."""
    cluster.initial_scale = "0"
    cluster.broken.add(BROKEN)
    commit = record(create_course=BROKEN)
    cluster.settle()
    assert cluster.running()[CREATE] == BROKEN
    assert step("gate", "staging", "--commit", commit, "--timeout", "3", "--poll", "0.05") == 1
    output = capsys.readouterr()
    assert f"{CREATE}: create-course: not all traffic is at" in output.out
    assert "staging is not healthy" in output.err


def test_a_function_that_answered_once_is_released(
    cluster: FakeCluster, step: Step, record: Record
) -> None:
    """Where nothing starts by itself, somebody has to ask it."""
    cluster.initial_scale = "0"
    cluster.asked = True
    assert step("gate", "staging", "--commit", record(create_course=FIRST)) == 0


@pytest.mark.parametrize("command", ["promote", "gate"])
def test_an_environment_that_does_not_read_releases_is_refused(
    cluster: FakeCluster, git: Git, step: Step, record: Record, capsys: Output, command: str
) -> None:
    """What is recorded would never run in it, and a gate would wait for it until it gives up."""
    overlay = "manifests/overlays/prod/kustomization.yaml"
    commit = git.commit(overlay, "components:\n  - traffic\n")
    git.commit("argocd/environments/prod.yaml", f"environment: prod\nrevision: {commit}\n")
    del cluster
    assert step(command, "prod", "--commit", git.run("rev-parse", "HEAD")) == 2
    stderr = capsys.readouterr().err
    assert "prod is not built with manifests/components/digests/kustomization.yaml" in stderr
    del record
