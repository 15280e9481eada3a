"""Git as the only way in: commits made on the newest remote state, without touching your checkout.

An environment either follows a branch, or is pinned to a commit or tag
(argocd/environments/NAME.yaml, `revision`). Following a branch, a change is one commit on it.
Pinned, a change is a commit on top of the pinned one (so that nothing else of the branch comes
along), kept by a tag, and a second commit that moves the pin. A push that loses a race is repeated
on the new state.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local import yaml_text
from tools.ops.errors import GitError, UsageError

TRIES = 5
PIN = re.compile(r"^revision: .*$", re.MULTILINE)
Edit = Callable[[Callable[[str], bytes]], Mapping[str, bytes]]
"""Given a reader of files as they are now, say which ones become what."""


@dataclass(frozen=True)
class Environment:
    """Where an environment's manifests are and what it runs."""

    name: str
    revision: str
    """A branch that it follows, or a tag or commit that it is pinned to."""
    pinned: bool

    @property
    def file(self) -> str:
        """The file that Argo CD's ApplicationSet reads."""
        return environment_file(self.name)

    @property
    def traffic(self) -> str:
        """The file that splits and pins are written to."""
        return f"manifests/overlays/{self.name}/traffic/kustomization.yaml"


def environment_file(name: str) -> str:
    """Name the file of an environment."""
    return f"argocd/environments/{name}.yaml"


class Repository:
    """A clone, its remote, and the branch that Argo CD reads environments from."""

    def __init__(self, path: Path, remote: str = "origin", branch: str = "main") -> None:
        self.path = path
        self.remote = remote
        self.branch = branch

    def environment(self, name: str) -> Environment:
        """Read an environment as the remote has it now. Raises UsageError, GitError."""
        self.fetch()
        file = environment_file(name)
        content = self.read(self._head(), file)
        if content is None:
            raise UsageError(
                f"there is no environment {name!r}",
                next_step=f"`git ls-tree --name-only {self._head()} argocd/environments/`",
            )
        document: dict[str, Any] = yaml_text.load(content)
        revision = str(document["revision"])
        return Environment(name, revision, pinned=not self._is_branch(revision))

    def fetch(self) -> None:
        """Fetch the remote's state."""
        self.git("fetch", "--quiet", "--tags", self.remote)

    def tip(self, environment: Environment) -> str:
        """Return the commit that an environment runs, after the latest fetch."""
        if environment.pinned:
            return self._commit(environment.revision)
        return self._commit(f"{self.remote}/{environment.revision}")

    def read(self, commit: str, path: str) -> bytes | None:
        """Return a file as of a commit, or None."""
        done = self._run("cat-file", "blob", f"{commit}:{path}")
        return done.stdout if done.returncode == 0 else None

    def files(self, commit: str, folder: str) -> list[str]:
        """List the files below a folder in a commit."""
        return self.git("ls-tree", "-r", "--name-only", commit, "--", folder).splitlines()

    def publish(self, name: str, edit: Edit, message: str) -> str:
        """Publish the edit so that the environment runs it; return the commit. Raises GitError."""
        for _ in range(TRIES):
            environment = self.environment(name)
            tip = self.tip(environment)
            commit = self._make(tip, edit, message)
            if commit == tip:
                return tip
            if environment.pinned:
                tag = f"deploy/{name}/{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{commit[:7]}"
                self.git("push", "--quiet", self.remote, f"{commit}:refs/tags/{tag}")
                moved = self._make(self._head(), _pin(environment, commit), message)
                pushed = self._push(moved, self.branch)
            else:
                pushed = self._push(commit, environment.revision)
            if pushed:
                return commit
        raise self._refused()

    def publish_on_branch(self, edit: Edit, message: str) -> str:
        """Publish the edit on the branch, ignoring pins; return the commit. Raises GitError."""
        for _ in range(TRIES):
            self.fetch()
            tip = self._commit(self._head())
            commit = self._make(tip, edit, message)
            if commit == tip or self._push(commit, self.branch):
                return commit
        raise self._refused()

    def git(self, *arguments: str, **options: Any) -> str:
        """Run git in the clone and return its output. Raises GitError with git's own message."""
        done = self._run(*arguments, **options)
        if done.returncode:
            stderr = done.stderr.decode(errors="replace").strip()
            raise GitError(
                f"git {arguments[0]} failed: {stderr}",
                next_step=f"run it in {self.path}; is the remote {self.remote!r} reachable?",
            )
        return done.stdout.decode().strip()

    def _run(
        self, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        # Prompts would hang a canary in the middle; a missing credential has to be an error.
        environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", **(env or {})}
        return subprocess.run(
            ["git", "-C", str(self.path), *arguments],
            input=stdin,
            env=environment,
            capture_output=True,
            check=False,
        )

    def _refused(self) -> GitError:
        return GitError(
            f"the push was refused {TRIES} times, others pushed each time or it is protected",
            next_step=f"`git push {self.remote} HEAD:{self.branch}` by hand shows why; "
            "when the branch is protected, let the deploy role run this",
        )

    def _head(self) -> str:
        return f"{self.remote}/{self.branch}"

    def _is_branch(self, revision: str) -> bool:
        reference = f"refs/remotes/{self.remote}/{revision}"
        return self._run("show-ref", "--verify", "--quiet", reference).returncode == 0

    def _commit(self, reference: str) -> str:
        return self.git("rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}")

    def _make(self, parent: str, edit: Edit, message: str) -> str:
        """Commit the edit on top of a commit, in its own index; no change makes no commit."""
        parent = self._commit(parent)
        changes = edit(lambda path: self.read(parent, path) or b"")
        with tempfile.TemporaryDirectory() as folder:
            env = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self.git("read-tree", parent, env=env)
            for path, content in changes.items():
                blob = self.git("hash-object", "-w", "--stdin", stdin=content)
                entry = f"100644,{blob},{path}"
                self.git("update-index", "--add", "--cacheinfo", entry, env=env)
            tree = self.git("write-tree", env=env)
        if tree == self.git("rev-parse", f"{parent}^{{tree}}"):
            return parent
        return self.git("commit-tree", tree, "-p", parent, "-F", "-", stdin=message.encode())

    def _push(self, commit: str, branch: str) -> bool:
        """Push a commit; False when someone else was faster and a retry is needed."""
        done = self._run("push", "--quiet", self.remote, f"{commit}:refs/heads/{branch}")
        if done.returncode and b"rejected" not in done.stderr:
            stderr = done.stderr.decode(errors="replace").strip()
            raise GitError(
                f"git push failed: {stderr}",
                next_step=f"`git -C {self.path} push --dry-run {self.remote} {branch}` shows why",
            )
        return done.returncode == 0


def _pin(environment: Environment, commit: str) -> Edit:
    """Move the pin of an environment, leaving every other line of its file as it is."""

    def edit(read: Callable[[str], bytes]) -> dict[str, bytes]:
        content = read(environment.file).decode()
        return {environment.file: PIN.sub(f"revision: {commit}", content).encode()}

    return edit
