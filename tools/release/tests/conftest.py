"""A bare remote with a small platform in it, the pipeline's clone, and a cluster on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

if find_spec("lightkube") is None:
    raise pytest.UsageError(
        "the tests of tools/release need the dependency group `ops`: run them with nox, or "
        "`uv sync --inexact --group ops` first"
    )

from tools.manifests import digests, page_manifest
from tools.release.__main__ import main
from tools.release.tests.archives import front_end
from tools.release.tests.cluster import FakeCluster, serve
from tools.tests import remotes
from tools.tests.remotes import run_git

BOT = remotes.identity("Release Bot", "release@example.org")
Step = Callable[..., int]
LOG_IN, CREATE, FILES = "log-in", "create-course", "front-end"
FIRST, SECOND, BROKEN = (f"sha256:{letter * 64}" for letter in "abc")
REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com/learning"
OVERLAY = "components:\n  - ../../components/digests\n  - traffic\n"
TREE = {
    "func.yaml": f"specVersion: 0.36.0\nregistry: {REGISTRY}\n",
    "frontend/Dockerfile": "ARG NODE=node:24-slim\nARG BASE=nginx:alpine\n",
    "functions/Dockerfile": "ARG BASE=python:3.11-slim\n",
    "migrations/Dockerfile": "ARG BASE=python:3.11-slim\n",
    "functions/create_course/main.py": "import lms_courses\n",
    "functions/create_course/func.yaml": "name: create-course\ninvoke: http\n",
    "functions/create_course/requirements.txt": "",
    "functions/log_in/main.py": "import lms_kernel\n",
    "functions/log_in/func.yaml": "name: log-in\ninvoke: http\n",
    "functions/log_in/requirements.txt": "",
    "libs/lms_courses/src/lms_courses/__init__.py": "import lms_kernel\n",
    "libs/lms_kernel/src/lms_kernel/__init__.py": "",
    "migrations/postgres/0001_outbox.sql": "SELECT 1;\n",
    "frontend/src/main.tsx": "one\n",
    "manifests/overlays/staging/kustomization.yaml": OVERLAY,
    "manifests/overlays/staging/traffic/kustomization.yaml": "patches: []\n",
    "manifests/overlays/prod/kustomization.yaml": OVERLAY,
    "manifests/overlays/prod/traffic/kustomization.yaml": "patches: []\n",
    "argocd/environments/staging.yaml": "environment: staging\nrevision: main\n",
    "argocd/environments/prod.yaml": "# Pinned.\nenvironment: prod\nrevision: v0.1.0\n",
    digests.FILE: "# Written by the pipeline.\nconfigMapGenerator:\n- literals:\n"
    f"  - page-manifest={page_manifest.EMPTY}\n  name: front-end\nimages:\n"
    + "".join(
        f"- digest: {digests.ZERO}\n  name: kind.local/learning/{name}\n"
        f"  newName: {REGISTRY}/{name}\n"
        for name in (CREATE, FILES, LOG_IN, "migrate")
    ),
}


@dataclass
class Git:
    """A remote repository, the pipeline's clone, and somebody else's."""

    remote: Path
    clone: Path
    other: Path

    def run(self, *arguments: str) -> str:
        """Run git in the pipeline's clone."""
        return run_git(self.clone, *arguments)

    def commit(self, path: str, content: str) -> str:
        """Push a change from the other clone, and check it out in the pipeline's."""
        run_git(self.other, "pull", "--quiet", "--rebase")
        file = self.other / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
        run_git(self.other, "add", path)
        run_git(self.other, "commit", "--quiet", "-m", f"feat: change {path}")
        run_git(self.other, "push", "--quiet")
        self.run("fetch", "--quiet")
        self.run("checkout", "--quiet", "--detach", "origin/main")
        return self.run("rev-parse", "HEAD")

    def follow(self) -> str:
        """Check out the newest state of the remote, as the next run of the pipeline does."""
        self.run("fetch", "--quiet")
        self.run("checkout", "--quiet", "--detach", "origin/main")
        return self.run("rev-parse", "HEAD")

    def file(self, path: str) -> str:
        """Return a file as the remote has it."""
        self.run("fetch", "--quiet")
        return self.run("show", f"origin/main:{path}")


@pytest.fixture(scope="session")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the remote and its clones for all tests."""
    return remotes.make(tmp_path_factory.mktemp("repositories"), TREE, BOT, tag="v0.1.0")


@pytest.fixture
def git(repositories: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Return the remote and the clones of this test."""
    for name, text in BOT.items():
        monkeypatch.setenv(name, text)
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)
    return Git(*remotes.copied(repositories, tmp_path))


@pytest.fixture
def cluster(git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeCluster]:
    """Serve a cluster that follows the remote, and point KUBECONFIG at it."""
    fake = FakeCluster(git.remote)
    server = serve(fake)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "here",
        "contexts": [{"name": "here", "context": {"cluster": "here", "user": "bot"}}],
        "clusters": [
            {"name": "here", "cluster": {"server": f"http://127.0.0.1:{server.server_port}"}}
        ],
        "users": [{"name": "bot", "user": {"token": "t"}}],
    }
    file = tmp_path / "kubeconfig"
    file.write_text(json.dumps(config))
    monkeypatch.setenv("KUBECONFIG", str(file))
    yield fake
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def step(git: Git) -> Step:
    """Run a step of the pipeline in its clone, impatiently."""

    def run(*arguments: str) -> int:
        quick = ("--poll", "0.01", "--error-window", "0.1", "--timeout", "20")
        more = quick if arguments[0] == "gate" and "--timeout" not in arguments else ()
        return main(["--repository", str(git.clone), *arguments, *more])

    return run


@pytest.fixture
def record(
    git: Git, step: Step, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """Record digests of services as the pipeline does, and return the commit.

    The pages of a front end name its digest.
    """

    def run(**built: str) -> str:
        folder = tmp_path / "digests"
        for old in folder.glob("*"):
            old.unlink()
        folder.mkdir(exist_ok=True)
        for service, digest in built.items():
            (folder / service.replace("_", "-")).write_text(f"{digest}\n")
        archive = tmp_path / "front-end.tar"
        archive.unlink(missing_ok=True)
        if files := built.get("front_end"):
            front_end(archive, files.removeprefix("sha256:"))
        source = git.run("rev-parse", "HEAD")
        options = ("--digests", str(folder), "--front-end", str(archive), "--source", source)
        capsys.readouterr()
        assert step("record", *options) == 0
        return capsys.readouterr().out.strip().removeprefix("commit=")

    return run
