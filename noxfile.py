"""The one front door: `nox` before a push, `nox -s up` for the whole platform on this machine.

Sessions are in groups, which are nox's tags: [daily] is what a developer runs every day, [checks]
what a merge also requires, [release] what the pipeline runs, [operate] what operators run.
`nox -t checks` runs a group. What comes after `--` goes to the tool that a session runs.

All sessions share one environment, .venv, installed from uv.lock with its hashes. It is made when
the lock changes and left alone otherwise, so a second start needs no network and no time.
"""

from __future__ import annotations

import functools
import logging
import os
import sys
from pathlib import Path

import nox

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT))  # nox does not put the noxfile's folder on the path

from local import first_start  # noqa: E402 - needs the line above
from tools import environments  # noqa: E402

# The tests next to the code, some of which need Prometheus.
NEXT_TO_CODE = ("functions", "libs", "local", "tools", "-m", "not alerts")

nox.options.sessions = ["lint", "types", "imports", "tests"]
nox.options.default_venv_backend = "none"
nox.options.stop_on_first_error = True
# nox looks for uv, which no session needs of it, and says at every start that there is none.
logging.getLogger("nox").addFilter(lambda line: line.getMessage() != "uv binary not found.")

daily = functools.partial(nox.session, tags=["daily"])
checks = functools.partial(nox.session, tags=["checks"])


def run(session: nox.Session, *command: str) -> None:
    """Run a program of the shared environment, with that environment's folder first on PATH."""
    programs = environments.shared()
    own = {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        # Images of Python often forbid bytecode: each process would compile all that it imports.
        "PYTHONDONTWRITEBYTECODE": "",
    }
    session.run(str(programs / command[0]), *command[1:], env=own, external=True)


def tool(tag: str, name: str, words: str, group: str = "") -> None:
    """Make a session of a tool that takes all that follows `--`; it may need a further group."""
    command(tag, name, words, "python", "-m", f"tools.{name}", group=group)


def command(
    tag: str, name: str, words: str, *argv: str, group: str = "", is_apart: bool = False
) -> None:
    """Make a session of one command, perhaps with a further group, or apart from .venv."""

    def start(session: nox.Session) -> None:
        if is_apart:
            python = str(environments.apart(name))
            session.run(python, "-m", *argv, *session.posargs, external=True)
            return
        if group:
            environments.add_groups(group)
        run(session, *argv, *session.posargs)

    start.__doc__ = words
    nox.session(name=name, tags=[tag])(start)


def noted(name: str) -> list[str]:
    """Let pytest note by session what has failed: `.ci/run` runs that once more."""
    return ["-o", f"cache_dir=.nox/failed-{name}"]


@daily
def up(session: nox.Session) -> None:
    """Start the whole platform on this machine; `nox -s up -- --help` lists the options."""
    os.environ["LOCAL_COMMAND"] = "nox -s up --"
    first_start.look(session.posargs)
    run(session, "python", "-m", "tools.vendor", "--compile")
    run(session, "python", "-m", "tools.openapi")
    run(session, "python", "-m", "tools.frontend", "--or-without")
    # Replaces this process: Ctrl-C and SIGTERM reach the host itself, which stops all it started.
    os.chdir(ROOT)
    sys.stdout.flush()
    programs = environments.shared()
    os.environ["PATH"] = f"{programs}{os.pathsep}{os.environ['PATH']}"
    python = str(programs / "python")
    os.execv(python, [python, "-m", "local", *session.posargs])  # noqa: S606 - no shell wanted


@daily
def tests(session: nox.Session) -> None:
    """Run all tests but those of `system` and `alerts`; 90 % of branches must be covered."""
    environments.add_groups("ops", "aws", "bench")
    run(session, "coverage", "erase")
    most = ["-n", "auto", "-m", "not system and not alerts", *noted("tests"), *session.posargs]
    run(session, "coverage", "run", "-m", "pytest", *most)
    run(session, "coverage", "combine", "--quiet")
    run(session, "coverage", "report", *(["--fail-under=0"] if session.posargs else []))


@daily
def unit(session: nox.Session) -> None:
    """Run the tests next to the code, on all cores."""
    environments.add_groups("ops", "bench")
    run(session, "pytest", "-n", "logical", *NEXT_TO_CODE, *session.posargs)


@daily
def lint(session: nox.Session) -> None:
    """Check style, spelling, YAML, shell, the Dockerfiles and the workflows."""
    run(session, "ruff", "check", *session.posargs)
    run(session, "ruff", "format", "--check")
    run(session, "codespell")
    run(session, "yamllint", "--strict", ".")
    run(session, "shellcheck", ".ci/run", "frontend/image.sh")
    run(session, "hadolint", *map(str, ROOT.glob("*/Dockerfile")))
    run(session, "actionlint")
    run(session, "zizmor", "--offline", "--quiet", ".github")


@daily(name="format")
def format_(session: nox.Session) -> None:
    """Format the code and repair what can be repaired without thinking."""
    run(session, "ruff", "check", "--fix", *session.posargs)
    run(session, "ruff", "format")


command("daily", "types", "Check all types strictly.", "mypy", group="ops")
command("daily", "imports", "Check the layers: who may import whom.", "lint-imports")
tool("daily", "new", "Start a function from a template: `nox -s new -- verb_noun http|list|event`.")
tool("daily", "generate", "Make all files that follow from others; `-- --check` compares.", "ops")
tool("daily", "endpoints", "Print every function with its route or what it reacts to.")

FRONT_END = "Check the front end: style, format, strict types, the generated API client, tests."
SYSTEM = "Run small storms, restores, copies of the tree and the tutorial: what `tests` leaves out."
ALERTS = "Play series to Prometheus and alerts to Alertmanager, from PATH or Debian's packages."
E2E_WEB = "Go through the web front end with Chromium; pictures are left in build/screenshots."
FUZZ = "Search long, in all of Unicode, for values that are accepted and cannot be read back."
BENCH = "Measure the platform next to its peers: bench/report.md; `-- --quick` takes 2 minutes."
BARE = "Prove that each staged function starts with only its own requirements installed."
MANIFESTS = "Build and check every cluster manifest; `-- --crds DIR` names the CRD schemas' folder."
TERRAFORM = "Check terraform/ on the provider's schema, asking no AWS; `-- dev network` for parts."
command("checks", "frontend", FRONT_END, "python", "-m", "tools.frontend", "--check")
command("checks", "system", SYSTEM, "pytest", "-nauto", "-msystem", *noted("system"), group="ops")
command("checks", "alerts", ALERTS, "pytest", "-m", "alerts", *noted("alerts"), group="ops")
command("checks", "e2e_web", E2E_WEB, "pytest", "tests/e2e_web", group="web")
command("checks", "fuzz", FUZZ, "pytest", "-m", "search", "--hypothesis-profile=long")
command("checks", "bench", BENCH, "python", "-m", "bench", group="bench")
command("checks", "bare", BARE, "pytest", "tests/integration/test_bare.py")
command("checks", "manifests", MANIFESTS, "tools.manifests.check", is_apart=True)
command("checks", "terraform", TERRAFORM, "tools.terraform", is_apart=True)


@checks
def oldest(session: nox.Session) -> None:
    """Run the tests that need no store on the oldest Python that works (decision 0060)."""
    python = environments.oldest() / "python"
    session.run(str(python), "-m", "pytest", *(session.posargs or NEXT_TO_CODE), external=True)


@checks
def chaos(session: nox.Session) -> None:
    """Kill functions, stores and the broker, freeze stores, fill the disk: nothing is lost."""
    sizes = {"NOTIFICATIONS": 10_000, "ROUNDS": 10, "FULL_SECONDS": 30, "FROZEN_SECONDS": 40}
    os.environ |= {f"LMS_CHAOS_{name}": str(size) for name, size in sizes.items()} | os.environ
    run(session, "pytest", "-smchaos", "--timeout=3600", *(session.posargs or ["tests/chaos"]))


@checks
def workflows(session: nox.Session) -> None:
    """Check the pipeline and run its job graph here: good release, failing function, rollback."""
    environments.add_groups("workflows", "ops")
    run(session, "actionlint")
    run(session, "zizmor", "--offline", "--persona=pedantic", "--quiet", ".github")
    run(session, "python", "-m", "tools.release.schemas")
    run(session, "pytest", "tools/release", *session.posargs)


tool("checks", "images", "Build images without Docker and start each; `-- NAME` for one.")
tool("release", "vendor", "Stage every function with what it imports into build/functions.")
tool("release", "frontend.image", "Stage the sources of the front end's image in build/front_end.")
tool("release", "affected", "List as JSON the functions that changed files reach: `-- BASE HEAD`.")
tool("release", "release", "Take a step of the pipeline: plan, record, gate, promote.", "ops")
tool("operate", "ops", "Operate a cluster's functions: `-- status`, wait, canary, rollback.", "ops")
tool("operate", "doctor", "List stored values that break today's rules; `-- --mend` repairs some.")
tool("operate", "migrate", "Bring the stores of DATABASE_URL and MONGODB_URL to migrations/.")


@nox.session(tags=["operate"])
def drill(session: nox.Session) -> None:
    """Lose every store and get it back: backups, restore, read model; `-- --damage FILE` fails."""
    environments.add_groups("aws")
    run(session, "pytest", "-q", "tools/drill/tests/test_s3.py")
    run(session, "python", "-m", "tools.drill", "rehearse", *session.posargs)
