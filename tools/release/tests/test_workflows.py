"""The rules that every workflow keeps, whoever writes it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from local import yaml_text
from tools.tree import ROOT

FOLDER = ROOT / ".github"
WORKFLOWS = sorted(FOLDER.glob("workflows/*.yml"))
ACTIONS = sorted(FOLDER.glob("actions/*/action.yml"))
PINNED = re.compile(r"uses: (?:\./\S+|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$")
Document = dict[str, Any]


def jobs() -> list[Any]:
    """List every job of every workflow, as test cases."""
    return [
        pytest.param(job, id=f"{path.stem}-{name}")
        for path in WORKFLOWS
        for name, job in read(path)["jobs"].items()
    ]


def read(path: Any) -> Document:
    """Read a workflow; PyYAML takes `on` for a truth value, which does no harm here."""
    document: Document = yaml_text.load(path.read_text())
    return document


def steps(job: Document) -> list[Document]:
    """List the steps of a job; those of a called workflow are its own."""
    found: list[Document] = job.get("steps", [])
    return found


@pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=lambda path: path.parent.name)
def test_actions_are_pinned_by_sha(path: Any) -> None:
    """Somebody who steals an account can move a tag, but not a commit."""
    used = [line.strip(" -") for line in path.read_text().splitlines() if "uses:" in line]
    assert [line for line in used if not PINNED.fullmatch(line)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_gives_nothing_by_itself(path: Any) -> None:
    """No permission at the top, a concurrency guard, and never a stranger's code with our token."""
    document = read(path)
    assert document["permissions"] == {}
    assert "group" in document["concurrency"]
    assert "pull_request_target" not in path.read_text()


@pytest.mark.parametrize("job", jobs())
def test_a_job_says_what_it_may_and_how_long(job: Document) -> None:
    """Permissions for each job, and a time limit where it runs on a machine of its own."""
    assert "permissions" in job
    assert "uses" in job or job["timeout-minutes"] <= 90


def test_every_check_of_the_front_door_runs_before_a_merge() -> None:
    """A session that finds faults finds none while nobody runs it."""
    found = read(FOLDER / "workflows/ci.yml")["jobs"]
    commands = [step.get("run", "") for job in found.values() for step in steps(job)]
    run = set(re.findall(r"(?<=nox -s )[a-z_0-9 ]+", "\n".join(commands)))
    named = {name for line in run for name in line.split()}
    named |= set(found["check"]["strategy"]["matrix"]["session"])
    assert named >= {
        *("lint", "types", "imports", "workflows", "frontend", "e2e_web"),
        *("generate", "manifests", "terraform", "tests", "images"),
    }


@pytest.mark.parametrize("job", jobs())
def test_a_step_is_one_line(job: Document) -> None:
    """Logic is in scripts, where tests reach it."""
    for step in steps(job):
        assert len(step.get("run", "").strip().splitlines()) <= 1
        # A value in the text of a command would be run; through the environment it is only read.
        assert "${{" not in step.get("run", "")


def test_a_checkout_keeps_no_token() -> None:
    """What a later step starts finds no credential in .git/config."""
    checkouts = [
        step
        for job in jobs()
        for step in steps(*job.values)
        if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert checkouts
    assert {step["with"]["persist-credentials"] for step in checkouts} == {False}


@pytest.mark.parametrize(
    "job", [job for job in jobs() if "trivy" in str(job.values[0]) or "scan" in str(job.id)]
)
def test_a_scanner_has_no_secrets(job: Document) -> None:
    """It sees third parties' code: nothing to steal, nothing to push to, no identity."""
    assert set(job["permissions"]) <= {"contents"}
    assert job["permissions"].get("contents") in {None, "read"}
    assert "environment" not in job
    assert "secrets." not in str(job)


def test_only_the_jobs_that_need_it_get_an_identity() -> None:
    """AWS by OIDC: publish, the looks at an environment, Terraform. Nobody else."""
    found = {
        f"{path.stem}/{name}"
        for path in WORKFLOWS
        for name, job in read(path)["jobs"].items()
        if "id-token" in job["permissions"]
    }
    assert found == {
        "release/publish",
        "release/staging",
        "release/staging-after",
        "release/prod",
        "release/prod-after",
        "terraform/plan",
        "terraform/apply",
    }


def test_only_terraform_runs_where_aws_can_be_changed() -> None:
    """AWS trusts the jobs of these environments with the role that applies (github_access)."""
    jobs = read(FOLDER / "workflows/release.yml")["jobs"].values()
    assert {job.get("environment") for job in jobs} == {
        None,
        "release",
        "production-approval",
        "watch-staging",
        "watch-prod",
    }


def test_images_are_signed_where_admission_expects_it() -> None:
    """The signature's identity is the workflow in which cosign runs."""
    policy = (ROOT / "manifests/components/signed-images/policy.yaml").read_text()
    assert "/.github/workflows/release.yml@refs/heads/main" in policy
    assert "cosign sign" in str(read(FOLDER / "workflows/release.yml")["jobs"]["publish"])
