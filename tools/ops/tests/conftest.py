"""A cluster on loopback, a remote repository, and a clone of it for the operator."""

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
        "the tests of tools/ops need the dependency group `ops`: run them with nox, or "
        "`uv sync --inexact --group ops` first"
    )

from tools.ops.__main__ import main
from tools.ops.tests.world import TREE, World, serve
from tools.tests import remotes
from tools.tests.remotes import run_git

OPERATOR = remotes.identity("Olga Operator", "olga@example.org")
Operate = Callable[..., int]


@dataclass
class Git:
    """A remote repository and an operator's clone."""

    remote: Path
    clone: Path

    other: Path
    """Somebody else's clone: two programs in one clone would wait for each other's locks."""

    def run(self, *arguments: str) -> str:
        """Run git in the operator's clone."""
        return run_git(self.clone, *arguments)

    def commit(self, path: str, content: str, message: str = "feat: something else") -> str:
        """Push a commit from the other clone."""
        run_git(self.other, "pull", "--quiet", "--rebase")
        file = self.other / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
        run_git(self.other, "add", path)
        run_git(self.other, "commit", "--quiet", "-m", message)
        run_git(self.other, "push", "--quiet")
        return run_git(self.other, "rev-parse", "HEAD")

    def messages(self) -> list[str]:
        """List the subjects of main's commits, oldest first, without the first one."""
        self.run("fetch", "--quiet")
        return self.run("log", "--reverse", "--format=%s", "origin/main").splitlines()[1:]


def start_at_zero(world: World, git: Git) -> None:
    """Let nothing start before it is asked, as in a cluster on one machine."""
    base = "manifests/base/create-course.yaml"
    git.commit(base, TREE[base].replace('initial-scale: "1"', 'initial-scale: "0"'))
    for _ in range(6):
        world.look()


@pytest.fixture(scope="session")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a bare remote with an overlay of one function, and its clones, for all tests."""
    return remotes.make(tmp_path_factory.mktemp("repositories"), TREE, OPERATOR)


@pytest.fixture
def git(repositories: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Return the remote and the clones of this test."""
    for name, text in OPERATOR.items():
        monkeypatch.setenv(name, text)
    return Git(*remotes.copied(repositories, tmp_path))


@pytest.fixture
def world(git: Git) -> World:
    """Make a cluster that follows the remote repository."""
    return World(git.remote)


@pytest.fixture
def address(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve the cluster, and point KUBECONFIG at it."""
    server = serve(world)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "here",
        "contexts": [{"name": "here", "context": {"cluster": "here", "user": "olga"}}],
        "clusters": [{"name": "here", "cluster": {"server": url}}],
        "users": [{"name": "olga", "user": {"token": "t"}}],
    }
    file = tmp_path / "kubeconfig"
    file.write_text(json.dumps(config), encoding="utf-8")
    monkeypatch.setenv("KUBECONFIG", str(file))
    yield url
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def operate(address: str, git: Git) -> Operate:
    """Run the command line, impatiently."""

    def run(command: str, *arguments: str) -> int:
        quick = ["--poll", "0.01", "--error-window", "0.05"]
        if command in {"canary", "rollback"}:
            arguments = (*arguments, "--repository", str(git.clone))
            if "--timeout" not in arguments:
                arguments = (*arguments, "--timeout", "20")
        if command == "canary":
            for option, value in (
                ("--prometheus", address),
                ("--error-rate", "0.01"),
                ("--latency-p95", "0.5"),
                ("--step-seconds", "0.1"),
                ("--interval", "0.04"),
            ):
                if option not in arguments:
                    arguments = (*arguments, option, value)
        return main([*quick, command, *arguments])

    return run
