"""What the workflows guarantee: every check runs, fails on findings, and stops a release.

The rules read the workflows as data. `tests/test_quality.py` applies them to ours, plants faults
and checks that each is found.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local import yaml_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Document = dict[str, Any]

COVERAGE = 90
"""Percent of branches, as pyproject.toml and docs/pipeline.md say."""
LONGEST_MINUTES = 90
MEASURED = {"functions", "libs", "local", "tools"}
TRIVY, SONAR = "aquasecurity/trivy-action@", "SonarSource/sonarqube-scan-action@"
SEVERITIES = {"HIGH", "CRITICAL"}
# A fork's pull request gets no token; its quality gate is the one on main.
NOT_A_FORK = (
    "github.event_name != 'pull_request' || "
    "github.event.pull_request.head.repo.full_name == github.repository"
)
# Which jobs have to have succeeded before a job of the release starts.
CHAIN = {
    "scan": {"plan", "build"},
    "publish": {"check", "plan", "scan"},
    "record": {"publish"},
    "staging": {"record"},
    "promote": {"record", "staging"},
    "prod": {"promote"},
}
APPROVED = {
    ("release", "record"): "release",
    ("release", "promote"): "production-approval",
    ("terraform", "apply"): "${{ matrix.environment }}",
}
# What a job may write with its token; everything else reads at most.
WRITES = {
    ("release", "publish"): {"id-token", "attestations"},
    ("release", "staging"): {"id-token"},
    ("release", "staging-after"): {"id-token"},
    ("release", "prod"): {"id-token"},
    ("release", "prod-after"): {"id-token"},
    ("terraform", "plan"): {"id-token"},
    ("terraform", "apply"): {"id-token"},
}
# Jobs that must run although another one failed: they revert a bad release.
AFTERWARDS = {"roll-back-staging", "staging-after", "roll-back-prod", "prod-after"}
# Conditions under which a job of the checks may be left out, word by word.
CONDITIONS = {
    NOT_A_FORK,
    "github.event_name == 'pull_request'",
    "needs.plan.outputs.count != '0'",
}
# The pipeline's own commits release nothing; changes to any other file do.
IGNORED_PATHS = {
    "manifests/components/digests/**",
    "argocd/environments/**",
    "manifests/overlays/*/traffic/**",
}
SESSIONS = {
    *("lint", "types", "imports", "workflows", "frontend", "e2e_web"),
    *("alerts", "generate", "manifests", "system", "terraform", "tests"),
}
# Session of the noxfile -> programs that find faults in it.
PROGRAMS = {
    "lint": ("ruff", "codespell", "yamllint", "shellcheck", "hadolint", "actionlint", "zizmor"),
    "workflows": ("actionlint", "zizmor", "pytest"),
}
SWALLOWS = re.compile(
    r"\|\|\s*(true|:|exit 0)|;\s*true\b|set \+e|--exit-zero|--soft-fail|--no-fail"
)
PINNED = re.compile(r"\./\S+|[\w./-]+@[0-9a-f]{40}")


@dataclass(frozen=True, order=True)
class Gap:
    """A way around a check: the rule that found it, where, and what is wrong."""

    rule: str
    where: str
    message: str


@dataclass(frozen=True)
class Pipeline:
    """Everything that decides which checks run and when they fail."""

    workflows: dict[str, Document]
    sonar: dict[str, str]
    coverage: Document
    noxfile: dict[str, str]
    """The text of each session."""

    def jobs(self) -> Iterator[tuple[str, str, Document]]:
        """Return every job with the names of its workflow and itself."""
        for workflow, document in self.workflows.items():
            for name, job in document["jobs"].items():
                yield workflow, name, job

    def job(self, workflow: str, name: str) -> Document:
        """Give one job, empty when it is gone."""
        found: Document = self.workflows.get(workflow, {}).get("jobs", {}).get(name, {})
        return found


def read(root: Path) -> Pipeline:
    """Read the pipeline of a repository."""
    workflows = {
        path.stem: yaml_text.load(path.read_bytes())
        for path in sorted((root / ".github" / "workflows").glob("*.yml"))
    }
    lines = (root / ".github" / "sonar.properties").read_text(encoding="utf-8").splitlines()
    sonar = {key: value for key, _, value in (line.partition("=") for line in lines)}
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    sessions = re.split(
        r"^def ", (root / "noxfile.py").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    noxfile = {text.partition("(")[0]: text for text in sessions[1:]}
    return Pipeline(workflows, sonar, project["tool"]["coverage"], noxfile)


def triggers(document: Document) -> Document:
    """Return what starts a workflow; YAML 1.1 reads the key `on` as true."""
    found: Any = document.get("on", document.get(True))  # type: ignore[call-overload]
    return found if isinstance(found, dict) else {}


def steps(job: Document, action: str = "") -> list[Document]:
    """Return the steps of a job, all of them or those of one action."""
    return [one for one in job.get("steps", []) if str(one.get("uses", "")).startswith(action)]


def trivy(pipeline: Pipeline) -> Iterator[Gap]:
    """Trivy looks at dependencies and at every image, and fails on what is serious."""
    for workflow, name in (
        ("ci", "dependencies"),
        ("ci", "scan"),
        ("release", "scan"),
        ("nightly", "dependencies"),
    ):
        place = f"{workflow}/{name}"
        found = [one for one in steps(pipeline.job(workflow, name), TRIVY) if not _is_list(one)]
        if not found:
            yield Gap("trivy-missing", place, "nothing is scanned")
        for one in found:
            inputs = one.get("with", {})
            if str(inputs.get("exit-code")) != "1":
                yield Gap("trivy-passes", place, "findings stop nothing")
            if not set(str(inputs.get("severity")).split(",")) >= SEVERITIES:
                yield Gap("trivy-passes", place, "serious findings stop nothing")
            if inputs.keys() & {"skip-dirs", "skip-files", "trivyignores", "ignore-policy"}:
                yield Gap("trivy-passes", place, "something is left out")
            if name == "dependencies" and set(str(inputs.get("scanners")).split(",")) != {
                "vuln",
                "secret",
            }:
                yield Gap("secrets-unseen", place, "passwords in Git are not looked for")
            if name == "scan" and inputs.get("input") != "image.tar":
                yield Gap("trivy-missing", place, "the image that was built is not scanned")


def _is_list(step: Document) -> bool:
    # The same program also writes the bill of materials, which finds nothing.
    return "format" in step.get("with", {}) and step["with"]["format"] == "cyclonedx"


def images(pipeline: Pipeline) -> Iterator[Gap]:
    """Publish what was built and scanned: the same list, pushed by nobody else."""
    expected = "${{ fromJSON(needs.plan.outputs.images) }}"
    for workflow, names in (("ci", ("build", "scan")), ("release", ("build", "scan", "publish"))):
        for name in names:
            matrix = pipeline.job(workflow, name).get("strategy", {}).get("matrix", {})
            if matrix != {"image": expected}:
                yield Gap("image-unscanned", f"{workflow}/{name}", "some images are left out")
    for workflow, name, job in pipeline.jobs():
        for one in steps(job, "docker/build-push-action@"):
            inputs = one.get("with", {})
            if inputs.get("push") or not str(inputs.get("outputs")).startswith("type=oci"):
                yield Gap("image-unscanned", f"{workflow}/{name}", "pushes before it is scanned")


def sonar(pipeline: Pipeline) -> Iterator[Gap]:
    """SonarQube gets the tests' coverage on every change, and the job waits for its verdict."""
    job = pipeline.job("ci", "sonar")
    found = steps(job, SONAR)
    if not found:
        yield Gap("sonar-missing", "ci/sonar", "SonarQube is never run")
    if " ".join(str(job.get("if", NOT_A_FORK)).split()) != NOT_A_FORK or any(
        "if" in one for one in found
    ):
        yield Gap("sonar-missing", "ci/sonar", "SonarQube is left out")
    if job.get("needs") not in ("tests", ["tests"]):
        yield Gap("sonar-missing", "ci/sonar", "it has no coverage to look at")
    for one in found:
        arguments = str(one.get("with", {}).get("args"))
        if (
            "-Dproject.settings=.github/sonar.properties" not in arguments
            or "qualitygate" in arguments
        ):
            yield Gap("sonar-passes", "ci/sonar", "its settings are not ours")
    if pipeline.sonar.get("sonar.qualitygate.wait") != "true":
        yield Gap("sonar-passes", "sonar.properties", "its verdict is not waited for")
    if pipeline.sonar.get("sonar.python.coverage.reportPaths") != "coverage.xml":
        yield Gap("sonar-passes", "sonar.properties", "it sees no coverage")
    if set(pipeline.sonar.get("sonar.sources", "").split(",")) != MEASURED:
        yield Gap("sonar-passes", "sonar.properties", "some sources are not looked at")


def coverage(pipeline: Pipeline) -> Iterator[Gap]:
    """Fail the tests below the threshold, on all sources, by their branches."""
    report, run = pipeline.coverage.get("report", {}), pipeline.coverage.get("run", {})
    if report.get("fail_under", 0) < COVERAGE:
        yield Gap("coverage", "pyproject.toml", f"{report.get('fail_under')} is below {COVERAGE}")
    if run.get("branch") is not True or not set(run.get("source", ())) >= MEASURED:
        yield Gap("coverage", "pyproject.toml", "something is not measured")
    # Tests themselves, templates, and what runs in another environment (pyproject.toml says which).
    for pattern in run.get("omit", ()):
        if not re.search(r"tests?[/_]|templates|tools/terraform/(stand_in/)?\w+\.py", pattern):
            yield Gap("coverage", "pyproject.toml", f"{pattern} is not measured")
    session = pipeline.noxfile.get("tests", "")
    if '"coverage", "report"' not in session or session.count("--fail-under") > 1:
        yield Gap("coverage", "noxfile.py", "the threshold is not looked at")
    if '["--fail-under=0"] if session.posargs else []' not in session:
        yield Gap("coverage", "noxfile.py", "only a part of the tests may fall below the threshold")
    if "nox -s tests" not in [one.get("run") for one in steps(pipeline.job("ci", "tests"))]:
        yield Gap("coverage", "ci/tests", "not all tests are run")
    # What one session leaves out, two others run.
    if session.count('"-m"') != session.count('"-m", "not system and not alerts"') + 1:
        yield Gap("coverage", "noxfile.py", "tests are left out that no session runs")


def sessions(pipeline: Pipeline) -> Iterator[Gap]:
    """Every check of the front door runs before a merge, with all of its programs."""
    found = pipeline.workflows.get("ci", {}).get("jobs", {})
    text = "\n".join(str(one.get("run", "")) for job in found.values() for one in steps(job))
    named = {name for line in re.findall(r"(?<=nox -s )[a-z_0-9 ]+", text) for name in line.split()}
    named |= set(found.get("check", {}).get("strategy", {}).get("matrix", {}).get("session", ()))
    for name in sorted(SESSIONS - named):
        yield Gap("session-missing", "ci", f"nobody runs `nox -s {name}`")
    commands = {one.get("run") for job in found.values() for one in steps(job)}
    for command in ("nox -s terraform", "nox -s terraform -- --registry"):
        if command not in commands:
            yield Gap("session-missing", "ci", f"nobody runs `{command}`")
    if "--quick" in text:
        yield Gap("session-missing", "ci", "the manifests are looked at too quickly")
    for session, programs in PROGRAMS.items():
        for program in programs:
            if f'run(session, "{program}"' not in pipeline.noxfile.get(session, ""):
                yield Gap("program-missing", f"noxfile.py:{session}", f"{program} is not run")
    # In a session, or in what makes and runs them.
    for function, code in pipeline.noxfile.items():
        if "success_codes" in code:
            yield Gap("swallowed", f"noxfile.py:{function}", "a failure counts as success")


def swallowed(pipeline: Pipeline) -> Iterator[Gap]:
    """No failure is swallowed: not by a step, not by a job, not by a shell."""
    for workflow, name, job in pipeline.jobs():
        place = f"{workflow}/{name}"
        for one in (job, *steps(job)):
            if one.get("continue-on-error"):
                yield Gap("swallowed", place, "goes on after a failure")
            if SWALLOWS.search(str(one.get("run", ""))):
                yield Gap("swallowed", place, f"{one['run']} never fails")
        for one in steps(job):
            uploads = str(one.get("uses", "")).startswith("actions/upload-artifact@")
            if "if" in one and not uploads:
                yield Gap("condition", place, f"a step may be left out: {one['if']}")
        condition = " ".join(str(job.get("if", "")).split())
        checks = workflow == "ci" or (workflow == "release" and name not in AFTERWARDS)
        if condition and checks and condition not in CONDITIONS:
            yield Gap("condition", place, f"runs, or does not, whatever was found: {condition}")


def chain(pipeline: Pipeline) -> Iterator[Gap]:
    """Nothing is published before all checks, nothing reaches production before staging is well."""
    for name, needed in CHAIN.items():
        needs = pipeline.job("release", name).get("needs", [])
        found = {needs} if isinstance(needs, str) else set(needs)
        if not needed <= found:
            yield Gap("needs", f"release/{name}", f"does not wait for {sorted(needed - found)}")
    if pipeline.job("release", "check").get("uses") != "./.github/workflows/ci.yml":
        yield Gap("needs", "release/check", "the checks are not called")
    for (workflow, name), environment in APPROVED.items():
        if pipeline.job(workflow, name).get("environment") != environment:
            yield Gap("approval", f"{workflow}/{name}", f"must wait for {environment}")


def starts(pipeline: Pipeline) -> Iterator[Gap]:
    """Run the checks for every pull request, the release for every push to main."""
    on = triggers(pipeline.workflows.get("ci", {}))
    if not {"pull_request", "workflow_call"} <= on.keys() or on.get("pull_request"):
        yield Gap("trigger", "ci", "some changes are not checked")
    push = triggers(pipeline.workflows.get("release", {})).get("push") or {}
    if push.get("branches") != ["main"] or set(push.get("paths-ignore", ())) - IGNORED_PATHS:
        yield Gap("trigger", "release", "some changes are not released")
    if not triggers(pipeline.workflows.get("nightly", {})).get("schedule"):
        yield Gap("trigger", "nightly", "nothing is looked at by night")
    for name, document in pipeline.workflows.items():
        if "pull_request_target" in triggers(document):
            yield Gap("trigger", name, "a stranger's code runs with our token")


def rights(pipeline: Pipeline) -> Iterator[Gap]:
    """Each job has only the listed rights, a time limit, and pinned actions."""
    for name, document in pipeline.workflows.items():
        if document.get("permissions") != {}:
            yield Gap("permissions", name, "gives rights to every job")
        if "group" not in (document.get("concurrency") or {}):
            yield Gap("concurrency", name, "two runs may overtake each other")
    for workflow, name, job in pipeline.jobs():
        place = f"{workflow}/{name}"
        permissions = job.get("permissions")
        if not isinstance(permissions, dict):
            yield Gap("permissions", place, f"has {permissions}")
            permissions = {}
        writes = {key for key, value in permissions.items() if value not in {"read", "none"}}
        if writes - WRITES.get((workflow, name), set()):
            yield Gap("permissions", place, f"may write {sorted(writes)}")
        if "uses" not in job and not 0 < job.get("timeout-minutes", 0) <= LONGEST_MINUTES:
            yield Gap("timeout", place, "may hang for hours")
        for one in [job, *steps(job)]:
            if "uses" in one and not PINNED.fullmatch(one["uses"]):
                yield Gap("unpinned", place, f"{one['uses']} can be moved by others")


ALL: tuple[Callable[[Pipeline], Iterator[Gap]], ...] = (
    trivy,
    images,
    sonar,
    coverage,
    sessions,
    swallowed,
    chain,
    starts,
    rights,
)


def gaps(pipeline: Pipeline) -> list[Gap]:
    """Find every way around a check."""
    return sorted({gap for rule in ALL for gap in rule(pipeline)})
