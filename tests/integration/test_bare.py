"""Every staged function starts with only its own requirements installed, and nothing else of ours.

Functions with the same requirements share an environment, so this needs a handful of them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from libs.lms_push.tests.push import new_vapid_key
from lms_testing.access import new_key, public_half
from local.ports import free_port
from tests.patience import TimeLimit, patience
from tools import func_yaml
from tools.tree import function_folders
from tools.vendor import Stage

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 30
NOWHERE = "127.0.0.1:9"

pytestmark = [pytest.mark.bare, pytest.mark.system]


@pytest.fixture(scope="session")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stage all functions as they are, apart from those that a platform of these tests runs."""
    stage = Stage(ROOT)
    stage.target = tmp_path_factory.mktemp("staged")
    stage.run()
    return stage.target


@pytest.fixture(scope="session")
def secrets() -> dict[str, str]:
    """Make up a value for every secret that a func.yaml can name; no store is behind them."""
    key = new_key("bare")
    return {
        "postgres:url": f"postgresql://nobody@{NOWHERE}/learning",
        "mongodb:url": f"mongodb://{NOWHERE}/learning",
        "redis:url": f"redis://{NOWHERE}/0",
        "push:vapid-key": new_vapid_key(),
        "smtp:url": f"smtp://{NOWHERE}",
        "identity:signing-key": json.dumps(key),
        "identity:public-keys": public_half(key),
        "notifications:link-key": "bare" * 8,
    }


class Environments:
    """Bare virtual environments, one for each set of requirements."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.uv = shutil.which("uv", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")

    def python(self, requirements: Path) -> Path:
        """Return the interpreter of the environment that holds exactly these requirements."""
        assert self.uv is not None, "uv comes with the test dependencies"
        name = hashlib.sha256(requirements.read_bytes()).hexdigest()[:12]
        python = self.folder / name / "bin" / "python"
        if not python.exists():
            self._run("venv", "-q", "--python", sys.executable, str(self.folder / name))
            # Wheels only, like the image; no dependency is resolved beyond what is listed.
            self._run(
                *("pip", "install", "-q", "--python", str(python), "--require-hashes"),
                *("--no-deps", "--only-binary", ":all:", "-r", str(requirements)),
            )
            # ... and what is listed lacks nothing.
            self._run("pip", "check", "-q", "--python", str(python))
        return python

    def _run(self, *arguments: str) -> None:
        run = subprocess.run(
            [str(self.uv), *arguments],
            cwd=self.folder,
            check=False,
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stderr


@pytest.fixture(scope="session")
def environments(tmp_path_factory: pytest.TempPathFactory) -> Environments:
    """Keep the environments of this run in one place."""
    return Environments(tmp_path_factory.mktemp("bare"))


@pytest.fixture
def port() -> int:
    """Find a free port."""
    return free_port()


@pytest.mark.parametrize("name", sorted(function_folders(ROOT)))
def test_a_staged_function_starts_with_only_its_own_requirements(
    name: str, staged: Path, secrets: dict[str, str], environments: Environments, port: int
) -> None:
    """It responds on its health path and stops cleanly when told to."""
    folder = staged / name
    python = environments.python(folder / "requirements.txt")
    # The environment of its func.yaml and nothing of this process, its paths least of all.
    environment = envs(folder, secrets) | {"PORT": str(port), "PATH": os.environ["PATH"]}
    process = subprocess.Popen(
        [python, "-m", "lms_runtime"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_until_alive(process, port)
        process.terminate()
        output = process.communicate(timeout=patience(START_SECONDS))[0]
    finally:
        process.kill()
    assert process.returncode == 0, output


# A start no longer shows that drivers can be imported: that comes with their first use (decision
# 0067). Of the modules that are deferred, a function has those of its own requirements.
IMPORT_ALL = """
import importlib, importlib.util, pathlib
from lms_runtime import _later
_later.defer(*_later.MODULES)
for file in sorted(pathlib.Path().glob("lms_*/**/*.py")):
    importlib.import_module(".".join(file.with_suffix("").parts).removesuffix(".__init__"))
for name in _later.MODULES:
    if importlib.util.find_spec(name.partition(".")[0]):
        _later.import_now(name)
"""


@pytest.mark.parametrize("name", sorted(function_folders(ROOT)))
def test_a_staged_function_has_what_it_imports_later(
    name: str, staged: Path, environments: Environments
) -> None:
    """Every module of its libraries, and everything that is deferred at start, can be imported."""
    folder = staged / name
    python = environments.python(folder / "requirements.txt")
    run = subprocess.run(
        [python, "-c", IMPORT_ALL],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr


def envs(folder: Path, secrets: dict[str, str]) -> dict[str, str]:
    """Read a staged folder's environment; a secret it names must be a known one."""
    values = func_yaml.read(folder / "func.yaml")["run"]["envs"]
    return {item["name"]: _resolved(item["value"], secrets) for item in values}


def _resolved(value: str, secrets: dict[str, str]) -> str:
    named = re.fullmatch(r"\{\{ secret:([\w-]+:[\w-]+) \}\}", value)
    return secrets[named[1]] if named else value


def wait_until_alive(process: subprocess.Popen[str], port: int) -> None:
    """Ask for /health/liveness until it is 200; fail with the output of a process that ended."""
    limit = TimeLimit(START_SECONDS)
    while not limit.is_over():
        if process.poll() is not None:
            pytest.fail(f"ended with {process.returncode}: {process.communicate()[0]}")
        try:
            url = f"http://127.0.0.1:{port}/health/liveness"
            with urllib.request.urlopen(url, timeout=5) as answer:
                assert answer.status == 200
                return
        except urllib.error.URLError:
            time.sleep(0.02)
    pytest.fail("it did not come up")
