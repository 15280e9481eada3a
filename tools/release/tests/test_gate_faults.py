"""Planted faults in the workflows: each way past a check is found by the rule made for it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tools.release import quality
from tools.release.quality import SONAR, TRIVY, Document, Pipeline, gaps, read, steps, triggers
from tools.tree import ROOT

OURS = read(ROOT)
Change = Callable[[Pipeline], Any]


def trivy(pipeline: Pipeline, workflow: str = "release", job: str = "scan") -> Document:
    """Return the step of a job that scans."""
    return steps(pipeline.job(workflow, job), TRIVY)[0]


def sonar(pipeline: Pipeline) -> Document:
    """Return the step that runs SonarQube."""
    return steps(pipeline.job("ci", "sonar"), SONAR)[0]


def without(job: Document, action: str) -> None:
    """Take the steps of an action out of a job."""
    job["steps"] = [one for one in job["steps"] if one not in steps(job, action)]


def session(pipeline: Pipeline, name: str, old: str, new: str) -> None:
    """Change the text of a session of the noxfile."""
    assert old in pipeline.noxfile[name]
    pipeline.noxfile[name] = pipeline.noxfile[name].replace(old, new)


FAULTS: dict[str, tuple[str, Change]] = {
    "Trivy's exit code removed": ("trivy-passes", lambda p: trivy(p)["with"].pop("exit-code")),
    "Trivy's exit code 0": ("trivy-passes", lambda p: trivy(p)["with"].update({"exit-code": "0"})),
    "Trivy's exit code removed for pull requests": (
        "trivy-passes",
        lambda p: trivy(p, "ci")["with"].pop("exit-code"),
    ),
    "Trivy's exit code removed for dependencies": (
        "trivy-passes",
        lambda p: trivy(p, "ci", "dependencies")["with"].pop("exit-code"),
    ),
    "Trivy's exit code removed by night": (
        "trivy-passes",
        lambda p: trivy(p, "nightly", "dependencies")["with"].pop("exit-code"),
    ),
    "Trivy for critical faults only": (
        "trivy-passes",
        lambda p: trivy(p)["with"].update(severity="CRITICAL"),
    ),
    "Trivy that leaves folders out": (
        "trivy-passes",
        lambda p: trivy(p, "ci", "dependencies")["with"].update({"skip-dirs": "functions"}),
    ),
    "Trivy of another image": (
        "trivy-missing",
        lambda p: trivy(p)["with"].update(input="other.tar"),
    ),
    "no Trivy on images": ("trivy-missing", lambda p: without(p.job("release", "scan"), TRIVY)),
    "no Trivy on dependencies": (
        "trivy-missing",
        lambda p: p.workflows["ci"]["jobs"].pop("dependencies"),
    ),
    "a list of parts in place of a scan": (
        "trivy-missing",
        lambda p: trivy(p)["with"].update(format="cyclonedx"),
    ),
    "secrets that nobody looks for": (
        "secrets-unseen",
        lambda p: trivy(p, "ci", "dependencies")["with"].update(scanners="vuln"),
    ),
    "images that are not scanned": (
        "image-unscanned",
        lambda p: p.job("release", "scan")["strategy"]["matrix"].update(
            image="${{ fromJSON(needs.plan.outputs.functions) }}"
        ),
    ),
    "an image left out of the scan": (
        "image-unscanned",
        lambda p: p.job("release", "scan")["strategy"]["matrix"].update(
            exclude=[{"image": {"service": "migrate"}}]
        ),
    ),
    "an image pushed before it is scanned": (
        "image-unscanned",
        lambda p: steps(p.job("release", "build"), "docker/")[1]["with"].update(push=True),
    ),
    "Sonar's verdict not waited for": (
        "sonar-passes",
        lambda p: p.sonar.pop("sonar.qualitygate.wait"),
    ),
    "Sonar's verdict switched off": (
        "sonar-passes",
        lambda p: p.sonar.update({"sonar.qualitygate.wait": "false"}),
    ),
    "Sonar's verdict switched off in the call": (
        "sonar-passes",
        lambda p: sonar(p)["with"].update(
            args="-Dproject.settings=.github/sonar.properties -Dsonar.qualitygate.wait=false"
        ),
    ),
    "Sonar without our settings": ("sonar-passes", lambda p: sonar(p).pop("with")),
    "Sonar without coverage": (
        "sonar-passes",
        lambda p: p.sonar.pop("sonar.python.coverage.reportPaths"),
    ),
    "Sonar for some sources": (
        "sonar-passes",
        lambda p: p.sonar.update({"sonar.sources": "functions"}),
    ),
    "Sonar never run": ("sonar-missing", lambda p: p.job("ci", "sonar").update({"if": False})),
    "Sonar for one branch": (
        "sonar-missing",
        lambda p: p.job("ci", "sonar").update({"if": "github.ref == 'refs/heads/sonar'"}),
    ),
    "Sonar's step left out": ("sonar-missing", lambda p: sonar(p).update({"if": "false"})),
    "Sonar's step gone": ("sonar-missing", lambda p: without(p.job("ci", "sonar"), SONAR)),
    "Sonar's job gone": ("sonar-missing", lambda p: p.workflows["ci"]["jobs"].pop("sonar")),
    "Sonar before the tests": ("sonar-missing", lambda p: p.job("ci", "sonar").pop("needs")),
    "coverage of 10": ("coverage", lambda p: p.coverage["report"].update(fail_under=10)),
    "coverage of 89": ("coverage", lambda p: p.coverage["report"].update(fail_under=89)),
    "coverage of nothing": ("coverage", lambda p: p.coverage["report"].pop("fail_under")),
    "coverage of lines": ("coverage", lambda p: p.coverage["run"].update(branch=False)),
    "coverage of the tools": ("coverage", lambda p: p.coverage["run"].update(source=["tools"])),
    "coverage without the functions": (
        "coverage",
        lambda p: p.coverage["run"]["omit"].append("functions/*/main.py"),
    ),
    "coverage that is never low": (
        "coverage",
        lambda p: session(p, "tests", " if session.posargs else []", ""),
    ),
    "coverage that is not reported": (
        "coverage",
        lambda p: session(p, "tests", '"coverage", "report"', '"coverage", "html"'),
    ),
    "some of the tests": (
        "coverage",
        lambda p: p.job("ci", "tests")["steps"][2].update(run="nox -s tests -- functions"),
    ),
    "tests that are in no session": (
        "coverage",
        lambda p: session(p, "tests", '"not system and', '"not system and not e2e and'),
    ),
    "storms that nobody runs": (
        "session-missing",
        lambda p: p.workflows["ci"]["jobs"].pop("system"),
    ),
    "alerts that nobody tries": (
        "session-missing",
        lambda p: p.job("ci", "check")["strategy"]["matrix"]["session"].remove("alerts"),
    ),
    "types that nobody checks": (
        "session-missing",
        lambda p: p.job("ci", "check")["strategy"]["matrix"]["session"].remove("types"),
    ),
    "manifests that nobody checks": (
        "session-missing",
        lambda p: p.workflows["ci"]["jobs"].pop("manifests"),
    ),
    "modules that the real provider does not test": (
        "session-missing",
        lambda p: p.workflows["ci"]["jobs"].pop("modules"),
    ),
    "environments that nobody plans before a merge": (
        "session-missing",
        lambda p: p.workflows["ci"]["jobs"].pop("terraform"),
    ),
    "manifests checked quickly": (
        "session-missing",
        lambda p: p.job("ci", "manifests")["steps"][-1].update(run="nox -s manifests -- --quick"),
    ),
    "Dockerfiles that nobody reads": (
        "program-missing",
        lambda p: session(p, "lint", 'run(session, "hadolint"', 'print(session, "hadolint"'),
    ),
    "workflows that zizmor does not read": (
        "program-missing",
        lambda p: session(p, "workflows", 'run(session, "zizmor"', 'print(session, "zizmor"'),
    ),
    "a check that may fail": (
        "swallowed",
        lambda p: p.job("ci", "check").update({"continue-on-error": True}),
    ),
    "a step that may fail": ("swallowed", lambda p: trivy(p).update({"continue-on-error": True})),
    "a command that never fails": (
        "swallowed",
        lambda p: p.job("ci", "terraform")["steps"][-1].update(run="nox -s terraform || true"),
    ),
    "a session that never fails": (
        "swallowed",
        lambda p: session(p, "oldest", "external=True", "external=True, success_codes=[0, 1]"),
    ),
    "sessions of one command that never fail": (
        "swallowed",
        lambda p: session(p, "command", "external=True", "external=True, success_codes=[0, 1]"),
    ),
    "a release whatever the checks say": (
        "condition",
        lambda p: p.job("release", "publish").update({"if": "always()"}),
    ),
    "a release when it was cancelled": (
        "condition",
        lambda p: p.job("release", "publish").update({"if": "${{ !failure() }}"}),
    ),
    "tests that are left out": (
        "condition",
        lambda p: p.job("ci", "tests").update({"if": "false"}),
    ),
    "a step that is left out": (
        "condition",
        lambda p: p.job("ci", "tests")["steps"][2].update({"if": "github.actor != 'x'"}),
    ),
    "a release without checks": (
        "needs",
        lambda p: p.job("release", "publish")["needs"].remove("check"),
    ),
    "a release without a scan": (
        "needs",
        lambda p: p.job("release", "publish")["needs"].remove("scan"),
    ),
    "other checks": (
        "needs",
        lambda p: p.job("release", "check").update(uses="./.github/workflows/nightly.yml"),
    ),
    "production before staging": (
        "needs",
        lambda p: p.job("release", "promote").update(needs=["record"]),
    ),
    "production without approval": (
        "approval",
        lambda p: p.job("release", "promote").pop("environment"),
    ),
    "AWS without approval": ("approval", lambda p: p.job("terraform", "apply").pop("environment")),
    "checks for some files": (
        "trigger",
        lambda p: triggers(p.workflows["ci"]).update(pull_request={"paths": ["functions/**"]}),
    ),
    "checks by hand": ("trigger", lambda p: triggers(p.workflows["ci"]).pop("pull_request")),
    "files that release nothing": (
        "trigger",
        lambda p: triggers(p.workflows["release"])["push"]["paths-ignore"].append("functions/**"),
    ),
    "no look by night": ("trigger", lambda p: triggers(p.workflows["nightly"]).pop("schedule")),
    "a stranger's code with our token": (
        "trigger",
        lambda p: triggers(p.workflows["ci"]).update(pull_request_target=None),
    ),
    "rights for every job": (
        "permissions",
        lambda p: p.workflows["ci"].update(permissions="write-all"),
    ),
    "a scanner that writes": (
        "permissions",
        lambda p: p.job("release", "scan").update(permissions={"packages": "write"}),
    ),
    "checks with an identity": (
        "permissions",
        lambda p: p.job("ci", "tests")["permissions"].update({"id-token": "write"}),
    ),
    "a job without a limit": ("timeout", lambda p: p.job("ci", "tests").pop("timeout-minutes")),
    "two releases at once": ("concurrency", lambda p: p.workflows["release"].pop("concurrency")),
    "an action by tag": ("unpinned", lambda p: trivy(p).update(uses=f"{TRIVY}v0.36.0")),
}


def test_the_workflows_as_they_stand_have_no_gap() -> None:
    """Without a planted fault nothing is found."""
    assert gaps(OURS) == []


@pytest.mark.parametrize(("expected", "change"), FAULTS.values(), ids=FAULTS)
def test_a_way_past_a_check_is_found_by_its_rule(expected: str, change: Change) -> None:
    """Each is small, and each would have let a bad release through."""
    pipeline = copy.deepcopy(OURS)
    change(pipeline)

    assert expected in {one.rule for one in gaps(pipeline)}


def test_every_rule_has_a_planted_fault() -> None:
    """A rule that nothing was planted for may find nothing at all."""
    source = (ROOT / "tools/release/quality.py").read_text(encoding="utf-8")
    rules = {line.split('"')[1] for line in source.splitlines() if "yield Gap(" in line}

    assert len(quality.ALL) == 9
    assert rules == {expected for expected, _ in FAULTS.values()}
