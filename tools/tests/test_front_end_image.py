"""What the front end's image is made of: the sources of now, and of builds that may be open."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tools import generate
from tools.frontend import image
from tools.frontend.sources import is_in_image, is_source
from tools.manifests import digests
from tools.ops.repository import Repository
from tools.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = ROOT / "frontend/image.sh"
# What npm would do: the build's assets are named by what the sources say.
NPM = """\
#!/bin/sh
echo "$(basename "$PWD") $*" >> "$CALLS"
[ "$1" = run ] || exit 0
mkdir -p dist/assets dist/.vite dist/icons
for word in $(cat src/main.ts); do echo "$word" > "dist/assets/$word.js"; done
cp src/main.ts dist/index.html
"""


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Make a repository with a small front end, and production pinned to nothing yet."""
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "a")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    root = tmp_path / "project"
    for name, text in {
        "frontend/package.json": "{}",
        "frontend/package-lock.json": "{}",
        "frontend/src/main.ts": "one",
        "frontend/src/main.test.ts": "",
        "frontend/src/testing/samples.ts": "",
        "frontend/public/offline.html": "",
        "frontend/eslint.config.js": "",
        "frontend/README.md": "",
        "frontend/image.sh": "",
        "docs/api/openapi.json": "{}",
        "docs/api/problems.html": "<h1>Problems</h1>",
        "eventing/schemas/x.json": "{}",
        "argocd/environments/staging.yaml": "revision: main\n",
        "argocd/environments/prod.yaml": "revision: v1\n",
        digests.FILE: "0",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    generate.main(["nginx"], root)
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    repository = Repository(root)
    commit(repository, "feat: begin")
    return repository


def commit(repository: Repository, message: str, **changes: str) -> str:
    """Commit files, named by what they are, and return the commit."""
    files = {
        "app": "frontend/src/main.ts",
        "readme": "frontend/README.md",
        "digests": digests.FILE,
        "prod": "argocd/environments/prod.yaml",
    }
    for what, text in changes.items():
        (repository.path / files[what]).write_text(text)
    repository.git("add", ".")
    repository.git("commit", "-q", "-m", message)
    return repository.git("rev-parse", "HEAD")


def released(repository: Repository) -> str:
    """Release what is there; return the commit of the release."""
    source = repository.git("rev-parse", "HEAD")
    message = f"chore(release): images\n\nReleased-From: {source}\n"
    return commit(repository, message, digests=source)


def names(repository: Repository) -> set[str]:
    """Name the staged files except for the API's pages, which are many."""
    return {name for name in image.staged(repository) if not name.startswith("api/docs/")}


def test_a_build_gets_its_sources_and_no_test(git: Repository) -> None:
    """No tests, no checks; next to the app are the API's pages and nginx's configuration."""
    assert names(git) == {
        *("app/package.json", "app/package-lock.json", "app/image.sh"),
        *("app/src/main.ts", "app/public/offline.html"),
        *("api/openapi.json", "api/problems.html", "api/schemas/x.json", "nginx.conf"),
    }
    assert b"/srv/app" in image.staged(git)["nginx.conf"]


def test_the_build_before_is_kept(git: Repository) -> None:
    """Its pages may be open, or in somebody's cache, when this one takes over."""
    one = git.git("rev-parse", "HEAD")
    released(git)
    assert image.builds_before(git) == []
    commit(git, "feat: two", app="two")
    assert image.builds_before(git) == [one]
    staged = image.staged(git)
    assert staged[f"before/{one[:12]}/src/main.ts"] == b"one"
    assert staged["app/src/main.ts"] == b"two"
    assert f"before/{one[:12]}/src/main.test.ts" not in staged


def test_a_release_that_does_not_touch_the_app_forgets_nothing(git: Repository) -> None:
    """Kept is the newest build that is another one, not the newest release."""
    one = git.git("rev-parse", "HEAD")
    released(git)
    commit(git, "feat: two", app="two")
    released(git)
    commit(git, "docs: words", readme="words")
    released(git)
    assert image.builds_before(git) == [one]


def test_what_production_runs_is_kept_too(git: Repository) -> None:
    """It may be several releases behind: its own next one comes from here."""
    one = git.git("rev-parse", "HEAD")
    released(git)
    git.git("tag", "v1")
    two = commit(git, "feat: two", app="two")
    released(git)
    commit(git, "feat: three", app="three")
    assert image.builds_before(git) == [two, one]


def test_what_was_reverted_is_not_kept(git: Repository) -> None:
    """It was never seen healthy."""
    one = git.git("rev-parse", "HEAD")
    released(git)
    commit(git, "feat: two", app="two")
    bad = released(git)
    commit(git, f'revert: "two"\n\nThis reverts commit {bad}.\n', digests=one)
    commit(git, "feat: three", app="three")
    assert image.builds_before(git) == [one]


def test_a_clone_without_history_stages_without_it(
    git: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The build is the same, only nothing is kept, and that is said."""
    one = git.git("rev-parse", "HEAD")
    released(git)
    commit(git, "feat: two", app="two")
    released(git)
    commit(git, "feat: three", app="three")
    url = f"file://{git.path}"
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth=2", url, str(shallow)], check=True)
    assert image.main([], shallow) == 0
    output = capsys.readouterr()
    assert "no other commit" in output.out
    assert "is not in this clone" in output.err
    assert one[:12] not in output.out


def test_staging_leaves_exactly_what_belongs_there(
    git: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    """What an earlier run has left goes; a folder that is no repository is refused."""
    left = git.path / image.STAGED / "before/old/src/main.ts"
    left.parent.mkdir(parents=True)
    left.touch()
    assert image.main([], git.path) == 0
    assert not left.exists()
    assert (git.path / image.STAGED / "app/src/main.ts").read_text() == "one"

    shutil.rmtree(git.path / ".git")
    capsys.readouterr()
    assert image.main([], git.path) == 1
    assert capsys.readouterr().err.startswith("image: git ")


@pytest.mark.parametrize(
    ("name", "source", "part"),
    [
        ("frontend/src/app/app.tsx", True, True),
        ("frontend/public/icons/icon.svg", True, True),
        ("frontend/package-lock.json", True, True),
        ("frontend/.npmrc", True, True),
        ("frontend/src/app/app.test.tsx", False, False),
        ("frontend/src/testing/server.ts", False, False),
        ("frontend/eslint.config.js", False, False),
        ("frontend/Dockerfile", False, True),
        ("frontend/nginx.conf", False, True),
        ("docs/api/openapi.json", False, True),
        ("docs/api/problems.html", False, True),
        ("tools/openapi/pages/docs/index.html", False, True),
        ("uv.lock", False, True),
        ("src/app.tsx", False, False),
        ("docs/glossary.md", False, False),
        ("functions/render_page/main.py", False, False),
    ],
)
def test_what_makes_another_image(name: str, *, source: bool, part: bool) -> None:
    """Sources do, and what is next to them; tests, checks and functions do not."""
    assert (is_source(name), is_in_image(name)) == (source, part)


def test_every_file_that_the_build_reads_is_staged() -> None:
    """What no rule knows is a test or a check; a new kind of file has to be told."""
    listed = subprocess.run(
        ["git", "ls-files", "frontend"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    others = {name for name in listed.stdout.splitlines() if not is_in_image(name)}
    others = {name for name in others if ".test." not in name and "/src/testing/" not in name}
    assert others == {
        *("frontend/.gitignore", "frontend/.prettierignore", "frontend/.prettierrc.json"),
        *("frontend/README.md", "frontend/eslint.config.js", "frontend/vitest.config.ts"),
        *("frontend/scripts/api.mjs", "frontend/scripts/size.mjs"),
    }


def test_the_image_has_the_assets_of_all_its_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest one's shell, everybody's assets, and nothing that is for tools."""
    for name, text in {"app": "new both", "before/1": "old both", "before/2": "older"}.items():
        (tmp_path / name / "src").mkdir(parents=True)
        (tmp_path / name / "src/main.ts").write_text(text)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/npm").write_text(NPM)
    (tmp_path / "bin/npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))

    command = f"sh {SCRIPT} srv app before/*"
    subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True)

    assert {path.name for path in (tmp_path / "srv/assets").iterdir()} == {
        *("new.js", "old.js", "older.js", "both.js")
    }
    assert (tmp_path / "srv/index.html").read_text() == "new both"
    assert {path.name for path in (tmp_path / "srv").iterdir()} == {
        *("assets", "icons", "index.html")
    }
    calls = (tmp_path / "calls").read_text().splitlines()
    assert calls[:2] == ["1 ci --ignore-scripts --no-audit --no-fund", "1 run build"]
    assert calls[-1] == "app run build"


def test_a_build_that_cannot_be_made_again_holds_up_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without earlier builds, or with one that fails, the newest is made; if it fails, nothing."""
    (tmp_path / "app/src").mkdir(parents=True)
    (tmp_path / "app/src/main.ts").write_text("new")
    (tmp_path / "bin").mkdir()
    npm = tmp_path / "bin/npm"
    npm.write_text(NPM)
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    command = f"sh {SCRIPT} srv app before/*"
    subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True)
    assert [path.name for path in (tmp_path / "srv/assets").iterdir()] == ["new.js"]

    (tmp_path / "before/1/src").mkdir(parents=True)
    (tmp_path / "before/1/src/main.ts").write_text("old")
    npm.write_text(NPM.replace("#!/bin/sh", '#!/bin/sh\ncase "$PWD" in */1) exit 1 ;; esac'))
    shutil.rmtree(tmp_path / "srv")
    done = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert "WARNING: before/1 cannot be built again" in done.stderr
    assert [path.name for path in (tmp_path / "srv/assets").iterdir()] == ["new.js"]

    npm.write_text("#!/bin/sh\nexit 1\n")
    assert subprocess.run(["sh", "-c", command], cwd=tmp_path, check=False).returncode != 0
