"""The job graph of release.yml, run on this machine by act, with the pipeline's real scripts.

act cannot fetch actions here, and no runner has AWS behind it. So the workflow is taken as it is
and only its edges are replaced: actions become a line that does the same on this machine (a clone,
a copy, nothing), programs that would talk to a registry become stubs on PATH, and the called
workflow `check` becomes a job that passes or fails. Everything else is the workflow's: jobs, needs,
conditions, matrices, outputs, and every `run`. `nox -s release -- ...` runs the real steps against
a real remote repository and a cluster on loopback.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from local import yaml_text
from tools.manifests import digests, page_manifest
from tools.release.tests.archives import front_end, pages
from tools.release.tests.conftest import CREATE, FILES, LOG_IN, TREE
from tools.release.tests.test_smoke import platform
from tools.release.writing import at
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.release.tests.cluster import FakeCluster
    from tools.release.tests.conftest import Git, Step
    from tools.release.tests.test_smoke import Platform

__all__ = ["platform"]

ACT = Path(sys.executable).with_name("act")
Document = dict[str, Any]

pytestmark = pytest.mark.skipif(
    not ACT.exists(), reason="needs the dependency group `workflows`: nox -s workflows"
)

# The image's digest follows from what it was built from, as a real one's does.
SKOPEO = """#!/bin/sh
[ "$1" = inspect ] && exec printf 'sha256:%064d' 1
[ "$1 $2" = "copy --digestfile" ] || exit 2
printf 'sha256:%s' "$(sha256sum image.tar | cut -c1-64)" > "$3"
"""
SUDO = """#!/bin/sh
exec "$@"
"""
STUB = """#!/bin/sh
echo "$(basename "$0") $*" >> "$STUBS_LOG"
"""
# The bytes of an image follow from what it is made of; the front end's archive can be read.
BUILD = """\
name=$(echo "$BUILD" | sed -n 's/^FUNCTION=//p')
if [ "$FILE" = frontend/Dockerfile ]; then
  source=$(sha256sum frontend/src/main.tsx | cut -c1-64)
  PYTHONPATH="$PROJECT" "$PYTHON" -m tools.release.tests.archives image.tar "$source"
else
  cat "functions/$name/main.py" > image.tar || true
fi
"""
NOX = """#!/bin/sh
echo "nox $*" >> "$STUBS_LOG"
[ "$2" = release ] || exit 0
shift 3
case "$1" in
  gate) set -- "$@" --poll 0.01 --error-window 0.1 --timeout 30 ;;
  smoke) set -- "$@" --pause 0.01 ;;
esac
PYTHONPATH="$PROJECT" exec "$PYTHON" -m tools.release --repository "$PWD" "$@"
"""


@dataclass
class Pipeline:
    """What a run needs: the remote, a folder for artifacts, stubs, and the two addresses."""

    git: Git
    folder: Path
    url: str
    check: str = "true"
    """What the called workflow's stand-in runs."""

    def run(self) -> dict[str, str]:
        """Push has happened: run the graph, and return how each job ended."""
        self._prepare()
        work = self.folder / "checkout"
        shutil.rmtree(work, ignore_errors=True)
        shutil.rmtree(self.folder / "artifacts", ignore_errors=True)
        subprocess.run(["git", "clone", "-q", str(self.git.remote), str(work)], check=True)
        file = self.folder / "release.yml"
        file.write_text(yaml.safe_dump(self._workflow(), sort_keys=False))
        event = self.folder / "event.json"
        event.write_text(json.dumps({"ref": "refs/heads/main"}))
        command = [
            str(ACT), "push", "--workflows", str(file), "--eventpath", str(event), "--json",
            "--platform", "ubuntu-24.04=-self-hosted", "--action-offline-mode",
            "--var", f"URL={self.url}", "--var", "CLUSTER=learning",
            "--env", f"GITHUB_SHA={self.git.follow()}",
        ]  # fmt: skip
        environment = {
            **os.environ,
            "PATH": f"{self.folder / 'stubs'}{os.pathsep}{os.environ['PATH']}",
            "STUBS_LOG": str(self.folder / "log"),
            "PROJECT": str(ROOT),
            "PYTHON": sys.executable,
            "HOME": str(self.folder),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
        }
        done = subprocess.run(
            command, cwd=work, env=environment, capture_output=True, text=True, check=False
        )
        (self.folder / "act.log").write_text(done.stdout + done.stderr)
        return _results(done.stdout + done.stderr)

    def log(self) -> list[str]:
        """List the commands that stubs were asked for."""
        return (self.folder / "log").read_text().splitlines()

    def _prepare(self) -> None:
        stubs = self.folder / "stubs"
        stubs.mkdir(exist_ok=True)
        for name, text in {
            "skopeo": SKOPEO,
            "cosign": STUB,
            "aws": STUB,
            "nox": NOX,
            "sudo": SUDO,
        }.items():
            (stubs / name).write_text(text)
            (stubs / name).chmod(0o755)

    def _workflow(self) -> Document:
        text = (ROOT / ".github/workflows/release.yml").read_text()
        document: dict[Any, Any] = yaml_text.load(text)
        # PyYAML reads the key `on` as a truth value.
        document["on"] = document.pop(True)
        del document["concurrency"]
        for name, job in document["jobs"].items():
            if "uses" in job:
                document["jobs"][name] = {
                    "runs-on": "ubuntu-24.04",
                    "steps": [{"run": self.check}],
                }
                continue
            job.pop("environment", None)
            job["steps"] = [new for step in job["steps"] for new in self._step(step)]
        return document

    def _step(self, step: Document) -> list[Document]:  # noqa: PLR0911 - a table
        """Replace an action by what it does, as far as this machine can."""
        uses, inputs = step.get("uses", ""), step.get("with", {})
        if not uses:
            if "GIT_CONFIG_COUNT" in step.get("env", {}):
                # The remote is a folder: nobody to log in to.
                step = {**step, "env": {
                    name: value for name, value in step["env"].items() if name.startswith("GIT_")
                    and not name.startswith("GIT_CONFIG")
                }}  # fmt: skip
            return [step]
        artifacts = self.folder / "artifacts"
        match uses.partition("@")[0]:
            case "actions/checkout":
                return [{"run": f"git clone -q {self.git.remote} ."}]
            case "docker/build-push-action":
                values = {"BUILD": inputs["build-args"], "FILE": inputs["file"]}
                return [{"run": BUILD, "env": values}]
            case "actions/upload-artifact":
                to = f'"{artifacts}/$NAME"'
                return [{"run": f'mkdir -p {to} && cp -r "$WHAT" {to}/',
                         "env": {"NAME": inputs["name"], "WHAT": inputs["path"]}}]  # fmt: skip
            case "actions/download-artifact":
                name = inputs.get("name") or inputs["pattern"]
                path = inputs.get("path", ".")
                # A pattern that fits nothing is no error, a name is.
                more = "" if "name" in inputs else " 2> /dev/null || true"
                return [{"run": f'mkdir -p "{path}"; cp {artifacts}/{name}/* "{path}"{more}'}]
            case "aquasecurity/trivy-action":
                return [{"run": "touch sbom.json"}]
            case "./.github/actions/verify":
                return self._verify(inputs)
        return []

    def _verify(self, given: Document) -> list[Document]:
        """Write the composite action's steps out, with its inputs in their places."""
        action = yaml_text.load((ROOT / ".github/actions/verify/action.yml").read_text())
        text = yaml.safe_dump([step for step in action["runs"]["steps"] if "run" in step])
        for name, value in given.items():
            text = text.replace(f"${{{{ inputs.{name} }}}}", value)
        steps: list[Document] = yaml_text.load(text)
        return steps


def _results(output: str) -> dict[str, str]:
    """Read how each job ended; a job of several is as bad as its worst."""
    found: dict[str, str] = {}
    for line in output.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if result := entry.get("jobResult"):
            job = entry["jobID"]
            found[job] = "failure" if "failure" in {result, found.get(job)} else result
    assert found, output[-3000:]
    return found


@pytest.fixture
def pipeline(git: Git, cluster: FakeCluster, platform: Platform, tmp_path: Path) -> Pipeline:
    """Make a pipeline whose environments are all the one cluster and platform on loopback."""
    del cluster
    folder = tmp_path / "pipeline"
    folder.mkdir()
    return Pipeline(git, folder, f"http://127.0.0.1:{platform.server_port}")


@pytest.fixture
def released(git: Git, step: Step, record: Callable[..., str]) -> None:
    """Begin with a release that is in staging and in production."""
    sources = {name: TREE[f"functions/{name}/main.py"] for name in ("create_course", "log_in")}
    built = {name: digest(source) for name, source in sources.items()}
    commit = record(**built, front_end=digest("front end"), migrate=digest(""))
    assert step("promote", "prod", "--commit", commit) == 0


def now(git: Git) -> dict[str, str]:
    """Return the digests as the remote has them."""
    return at(git.file(digests.FILE).encode())


def digest(source: str) -> str:
    """Return the digest of the image that is built from a source."""
    return f"sha256:{hashlib.sha256(source.encode()).hexdigest()}"


def good(*jobs: str) -> dict[str, str]:
    """Say that these jobs, and no others, ended well."""
    return dict.fromkeys(jobs, "success")


BUILT = ("check", "plan", "build", "scan", "publish", "record")
OLD, NEW = TREE["functions/log_in/main.py"], "import lms_kernel\nX = 1\n"


def test_a_good_release_reaches_production(pipeline: Pipeline, git: Git) -> None:
    """Every job but the rollbacks; what is in production was built, signed and attested."""
    assert pipeline.run() == good(*BUILT, "staging", "promote", "prod")
    assert now(git)[LOG_IN] == digest(OLD)
    assert now(git)[CREATE] == digest(TREE["functions/create_course/main.py"])
    pinned = yaml_text.load(git.file("argocd/environments/prod.yaml"))["revision"]
    assert at(git.run("show", f"{pinned}:{digests.FILE}").encode()) == now(git)
    signed = [line for line in pipeline.log() if line.startswith("cosign sign")]
    attested = [line for line in pipeline.log() if line.startswith("cosign attest")]
    assert len(signed) == len(attested) == len(now(git))
    assert any(line.endswith(f"/log-in@{digest(OLD)}") for line in signed)


def test_a_failing_function_is_rolled_back(
    pipeline: Pipeline, git: Git, cluster: FakeCluster, released: None
) -> None:
    """A new image does not start in staging: reverted, healthy again, never promoted."""
    before = now(git)
    production = git.file("argocd/environments/prod.yaml")
    git.commit("functions/log_in/main.py", NEW)
    cluster.broken.add(digest(NEW))
    assert pipeline.run() == {
        **good(*BUILT, "roll-back-staging", "staging-after"),
        "staging": "failure",
    }
    assert now(git) == before
    assert git.file("argocd/environments/prod.yaml") == production
    assert git.run("log", "-1", "--format=%s", "origin/main").startswith("revert: ")


def test_a_new_front_end_reaches_production_with_the_pages_that_link_it(
    pipeline: Pipeline, git: Git, tmp_path: Path, released: None
) -> None:
    """It alone is staged, built and signed; image and page manifest are of the same build."""
    git.commit("frontend/src/main.tsx", "two\n")
    assert pipeline.run() == good(*BUILT, "staging", "promote", "prod")
    source = hashlib.sha256(b"two\n").hexdigest()
    image = front_end(tmp_path / "image.tar", source).read_bytes()
    assert now(git)[FILES] == f"sha256:{hashlib.sha256(image).hexdigest()}"
    pinned = yaml_text.load(git.file("argocd/environments/prod.yaml"))["revision"]
    linked = json.loads(page_manifest.of(git.run("show", f"{pinned}:{digests.FILE}").encode()))
    assert linked == pages(source)
    assert [line for line in pipeline.log() if line.startswith("nox -s frontend.image")]
    assert not [line for line in pipeline.log() if line.startswith("nox -s vendor")]
    assert len([line for line in pipeline.log() if line.startswith("cosign sign")]) == 1


def test_a_front_end_that_does_not_start_is_rolled_back_with_its_pages(
    pipeline: Pipeline, git: Git, cluster: FakeCluster, tmp_path: Path, released: None
) -> None:
    """The pages link what the old image has, again."""
    before = git.file(digests.FILE)
    git.commit("frontend/src/main.tsx", "two\n")
    source = hashlib.sha256(b"two\n").hexdigest()
    image = front_end(tmp_path / "image.tar", source).read_bytes()
    cluster.broken.add(f"sha256:{hashlib.sha256(image).hexdigest()}")
    assert pipeline.run()["roll-back-staging"] == "success"
    assert git.file(digests.FILE) == before


def test_a_failure_in_production_moves_the_pin_back(
    pipeline: Pipeline, git: Git, cluster: FakeCluster, released: None
) -> None:
    """What only production does not bear is taken out of production only."""
    production = git.file("argocd/environments/prod.yaml")
    git.commit("functions/log_in/main.py", NEW)
    cluster.broken.add(digest(NEW))
    cluster.broken_only_in = "prod"
    assert pipeline.run() == {
        **good(*BUILT, "staging", "promote", "roll-back-prod"),
        "prod": "failure",
        "prod-after": "success",
    }
    assert git.file("argocd/environments/prod.yaml") == production
    assert now(git)[LOG_IN] == digest(NEW)


def test_a_platform_that_does_not_answer_is_rolled_back(
    pipeline: Pipeline, git: Git, platform: Platform, released: None
) -> None:
    """All revisions are ready and visitors still get errors: the smoke test finds it."""
    before = now(git)
    git.commit("functions/log_in/main.py", NEW)
    platform.answers["GET /api/courses"] = (500, {}, {})
    results = pipeline.run()
    assert results["staging"] == "failure"
    assert results["roll-back-staging"] == "success"
    assert now(git) == before


def test_nothing_is_published_when_a_check_fails(pipeline: Pipeline, git: Git) -> None:
    """Tests and images are made at the same time, but nothing leaves before both are good."""
    pipeline.check = "false"
    head = git.run("rev-parse", "HEAD")
    assert pipeline.run() == {**good("plan", "build", "scan"), "check": "failure"}
    assert git.follow() == head
    assert not [line for line in pipeline.log() if line.startswith("cosign")]


def test_a_change_that_reaches_no_image_releases_nothing(
    pipeline: Pipeline, git: Git, released: None
) -> None:
    """The graph ends after the plan."""
    git.commit("docs/glossary.md", "words\n")
    assert pipeline.run() == good("check", "plan")
