"""A release from its plan to its end, against a real Git repository and a cluster on loopback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tools.manifests import digests, page_manifest
from tools.release.archive import PAGE_MANIFEST, page_manifest_of
from tools.release.tests.archives import archive, front_end, pages
from tools.release.tests.conftest import BROKEN, CREATE, FILES, FIRST, LOG_IN, SECOND, TREE
from tools.release.writing import at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tools.release.tests.cluster import FakeCluster
    from tools.release.tests.conftest import Git, Step

    Record = Callable[..., str]
    Output = pytest.CaptureFixture[str]


def planned(step: Step, capsys: Output) -> list[str]:
    """Run the plan and give the services to build."""
    capsys.readouterr()
    assert step("plan") == 0
    images, count = capsys.readouterr().out.strip().splitlines()
    found = [image["service"] for image in json.loads(images.removeprefix("images="))]
    assert count == f"count={len(found)}"
    return found


def now(git: Git) -> dict[str, str]:
    """Return the digests as the remote has them."""
    return at(git.file(digests.FILE).encode())


def test_a_good_release_passes(
    git: Git, cluster: FakeCluster, step: Step, record: Record, capsys: Output
) -> None:
    """From the first build to a healthy cluster, and after that nothing is left to build."""
    assert planned(step, capsys) == [CREATE, FILES, LOG_IN, "migrate"]
    commit = record(create_course=FIRST, front_end=FIRST, log_in=FIRST, migrate=FIRST)
    assert step("gate", "staging", "--commit", commit) == 0
    assert cluster.running() == {CREATE: FIRST, FILES: FIRST, LOG_IN: FIRST}
    git.follow()
    assert planned(step, capsys) == []


def test_a_bad_release_is_reverted(
    git: Git, cluster: FakeCluster, step: Step, record: Record, capsys: Output
) -> None:
    """A revision that does not start is found, named, and taken back; the old one served on."""
    good = record(create_course=FIRST, front_end=FIRST, log_in=FIRST, migrate=FIRST)
    assert step("gate", "staging", "--commit", good) == 0
    git.commit("functions/create_course/main.py", "import lms_courses, nothing\n")
    assert planned(step, capsys) == [CREATE]
    cluster.broken.add(BROKEN)
    bad = record(create_course=BROKEN)
    assert step("gate", "staging", "--commit", bad) == 1
    assert f"not healthy at {bad[:12]}: {CREATE}" in capsys.readouterr().err
    assert cluster.running() == {CREATE: FIRST, FILES: FIRST, LOG_IN: FIRST}

    assert step("revert", "--commit", bad) == 0
    assert now(git) == dict.fromkeys((CREATE, FILES, LOG_IN, "migrate"), FIRST)
    assert f"This reverts commit {bad}." in git.run("log", "-1", "--format=%B", "origin/main")
    cluster.settle()
    assert step("gate", "staging", "--commit", git.follow()) == 0
    # What was reverted is built again by the next run, not forgotten.
    assert planned(step, capsys) == [CREATE]


def test_only_what_a_change_reaches_is_built(
    git: Git, cluster: FakeCluster, step: Step, record: Record, capsys: Output
) -> None:
    """A library reaches those that import it, a migration its job, the app's files only theirs."""
    record(create_course=FIRST, front_end=FIRST, log_in=FIRST, migrate=FIRST)
    git.commit("docs/glossary.md", "words\n")
    assert planned(step, capsys) == []
    git.commit("libs/lms_courses/src/lms_courses/__init__.py", "import lms_kernel\nX = 1\n")
    assert planned(step, capsys) == [CREATE]
    git.commit("migrations/postgres/0002_users.sql", "SELECT 2;\n")
    assert planned(step, capsys) == [CREATE, "migrate"]


def test_the_front_end_is_built_for_its_own_files_and_the_apis_pages(
    git: Git, cluster: FakeCluster, step: Step, record: Record, capsys: Output
) -> None:
    """Its tests make no new image; no function is built because of it, nor it for a function."""
    record(create_course=FIRST, front_end=FIRST, log_in=FIRST, migrate=FIRST)
    git.commit("frontend/src/app/app.test.tsx", "test\n")
    git.commit("functions/log_in/main.py", "import lms_kernel\nX = 1\n")
    assert planned(step, capsys) == [LOG_IN]
    record(log_in=SECOND)
    git.follow()
    for path in ("frontend/src/main.tsx", "docs/api/openapi.json", "frontend/nginx.conf"):
        base = git.run("rev-parse", "HEAD")
        git.commit(path, "changed\n")
        assert planned(step, capsys) == [FILES]
        assert step("plan", "--since", base) == 0
        (image,) = json.loads(capsys.readouterr().out.splitlines()[0].removeprefix("images="))
        assert image == {
            "function": "front-end",
            "service": "front-end",
            "stage": "frontend.image",
            "context": "build/front_end",
            "dockerfile": "frontend/Dockerfile",
            "arguments": f"SOURCE_DATE_EPOCH={git.run('show', '-s', '--format=%ct', 'HEAD')}",
        }


def test_a_pull_request_builds_what_it_changes(git: Git, step: Step, capsys: Output) -> None:
    """Never-built images of others are not its business; it asks for no last release."""
    base = git.run("rev-parse", "HEAD")
    git.commit("functions/log_in/main.py", "import lms_kernel\nX = 1\n")
    assert step("plan", "--since", base) == 0
    images = capsys.readouterr().out.splitlines()[0].removeprefix("images=")
    assert [image["service"] for image in json.loads(images)] == [LOG_IN]


def test_what_a_failed_run_left_is_built_by_the_next(
    git: Git, cluster: FakeCluster, step: Step, record: Record, capsys: Output
) -> None:
    """Two pushes, the first one's run broke off: the second builds for both."""
    record(create_course=FIRST, front_end=FIRST, log_in=FIRST, migrate=FIRST)
    git.commit("functions/log_in/main.py", "import lms_kernel\nX = 1\n")
    git.commit("functions/create_course/main.py", "import lms_courses\nX = 1\n")
    assert planned(step, capsys) == [CREATE, LOG_IN]


def test_nothing_else_of_the_file_changes(git: Git, record: Record) -> None:
    """The commit is one line for each digest; comments and order stay."""
    record(create_course=FIRST)
    record(create_course=SECOND)
    changed = git.run("diff", "--stat", "origin/main^", "origin/main")
    assert "1 insertion(+), 1 deletion(-)" in changed
    assert git.file(digests.FILE).startswith("# Written by the pipeline.\n")


def linked(git: Git) -> str:
    """Name the build whose files pages link, as the remote has it; nothing before the first."""
    found = json.loads(page_manifest.of(git.file(digests.FILE).encode()))
    return "".join(found["js"]).removeprefix("/assets/").removesuffix(".js")


def build(digest: str) -> str:
    """Name the build of an image, as its page manifest does here."""
    return digest.removeprefix("sha256:")


def test_pages_and_the_files_that_they_link_come_and_go_together(
    git: Git, cluster: FakeCluster, step: Step, record: Record
) -> None:
    """One commit names both, its revert takes both back, and nothing else of the file changes."""
    assert linked(git) == ""
    record(create_course=FIRST, front_end=FIRST, log_in=FIRST, migrate=FIRST)
    assert linked(git) == build(FIRST)
    bad = record(front_end=BROKEN)
    assert linked(git) == build(BROKEN)
    changed = git.run("diff", "--stat", "origin/main^", "origin/main")
    assert "2 insertions(+), 2 deletions(-)" in changed
    cluster.broken.add(BROKEN)
    assert step("gate", "staging", "--commit", bad) == 1
    assert step("revert", "--commit", bad) == 0
    assert (now(git)[FILES], linked(git)) == (FIRST, build(FIRST))


def test_a_revert_leaves_pages_of_a_later_build_alone(git: Git, step: Step, record: Record) -> None:
    """The image and the files that pages link stay those of the later release, both of them."""
    record(create_course=FIRST, front_end=FIRST, log_in=FIRST)
    bad = record(front_end=BROKEN, log_in=BROKEN)
    record(front_end=SECOND)
    assert step("revert", "--commit", bad) == 0
    assert (now(git)[FILES], linked(git)) == (SECOND, build(SECOND))
    assert now(git)[LOG_IN] == FIRST


def test_a_release_of_functions_leaves_the_pages_alone(
    git: Git, step: Step, record: Record
) -> None:
    """And so does its revert."""
    record(create_course=FIRST, front_end=FIRST, log_in=FIRST)
    bad = record(log_in=BROKEN)
    assert linked(git) == build(FIRST)
    assert step("revert", "--commit", bad) == 0
    assert (now(git)[FILES], linked(git)) == (FIRST, build(FIRST))


def test_a_front_end_without_its_files_is_not_recorded(
    git: Git, step: Step, tmp_path: Path, capsys: Output
) -> None:
    """Pages would go on naming the files of the build before."""
    folder = tmp_path / "digests"
    folder.mkdir()
    (folder / FILES).write_text(FIRST)
    head = git.run("rev-parse", "HEAD")
    command = ("record", "--digests", str(folder), "--source", head)
    assert step(*command) == 2
    assert step(*command, "--front-end", str(tmp_path / "nowhere.tar")) == 2
    assert capsys.readouterr().err.count("one of them is missing") == 2
    archive(tmp_path / "other.tar", {"srv/nginx.conf": b""})
    assert step(*command, "--front-end", str(tmp_path / "other.tar")) == 2
    assert "other.tar: cannot be read: 'srv/app/page-manifest.json'" in capsys.readouterr().err
    (tmp_path / "broken.tar").write_text("no archive")
    assert step(*command, "--front-end", str(tmp_path / "broken.tar")) == 2
    archive(tmp_path / "empty.tar", {PAGE_MANIFEST: page_manifest.EMPTY.encode()})
    assert step(*command, "--front-end", str(tmp_path / "empty.tar")) == 2
    assert "names no module" in capsys.readouterr().err
    assert git.run("rev-parse", "origin/main") == head


def test_the_files_are_read_from_the_topmost_layer_that_has_them(tmp_path: Path) -> None:
    """Also where an index is in an index, with a provenance next to the image."""
    older, newer = (json.dumps(pages(name)).encode() for name in ("older", "newer"))
    layers = ({PAGE_MANIFEST: older}, {f"./{PAGE_MANIFEST}": newer}, {"etc/hosts": b""})
    for nested in (False, True):
        image = archive(tmp_path / "image.tar", *layers, nested=nested)
        assert json.loads(page_manifest_of(image)) == pages("newer")


def test_a_component_that_names_no_files_yet_is_told(
    git: Git, step: Step, tmp_path: Path, capsys: Output
) -> None:
    """A line that is missing is rendered first, never guessed."""
    git.commit(digests.FILE, TREE[digests.FILE].replace("page-manifest=", "other="))
    (tmp_path / "digests").mkdir()
    (tmp_path / "digests" / FILES).write_text(FIRST)
    image = front_end(tmp_path / "image.tar", "one")
    command = ("record", "--digests", str(tmp_path / "digests"), "--front-end", str(image))
    assert step(*command, "--source", git.run("rev-parse", "HEAD")) == 2
    assert "has no line `- page-manifest=`" in capsys.readouterr().err


def test_a_push_that_loses_a_race_is_made_again(git: Git, record: Record) -> None:
    """Somebody pushed since the pipeline's checkout: both changes are there."""
    source = git.run("rev-parse", "HEAD")
    git.commit("docs/glossary.md", "words\n")
    git.run("checkout", "--quiet", "--detach", source)
    record(create_course=FIRST)
    assert git.file("docs/glossary.md") == "words"
    assert now(git)[CREATE] == FIRST


def test_a_revert_leaves_a_later_release_alone(git: Git, step: Step, record: Record) -> None:
    """What somebody released on top of the bad one stays."""
    record(create_course=FIRST, log_in=FIRST)
    bad = record(create_course=BROKEN, log_in=BROKEN)
    record(log_in=SECOND)
    assert step("revert", "--commit", bad) == 0
    never = dict.fromkeys((FILES, "migrate"), digests.ZERO)
    assert now(git) == {CREATE: FIRST, LOG_IN: SECOND, **never}


def test_a_first_release_cannot_be_reverted(step: Step, record: Record, capsys: Output) -> None:
    """There is nothing to go back to, and that is said."""
    commit = record(create_course=FIRST)
    assert step("revert", "--commit", commit) == 2
    assert "no image before this one: create-course" in capsys.readouterr().err


def test_only_the_pipelines_own_commits_are_reverted(git: Git, step: Step, capsys: Output) -> None:
    """A person's commit is not touched, whoever asks."""
    commit = git.commit("functions/log_in/main.py", "import lms_kernel\nX = 1\n")
    assert step("revert", "--commit", commit) == 2
    assert "also changes functions/log_in/main.py" in capsys.readouterr().err
    assert git.run("rev-parse", "origin/main") == commit


def test_production_runs_what_staging_has_passed(
    git: Git, cluster: FakeCluster, step: Step, record: Record, capsys: Output
) -> None:
    """The pin moves to the commit, and back again by the revert of that move."""
    good = record(create_course=FIRST, front_end=FIRST, log_in=FIRST, migrate=FIRST)
    capsys.readouterr()
    assert step("promote", "prod", "--commit", good) == 0
    moved = capsys.readouterr().out.strip().removeprefix("commit=")
    assert step("gate", "prod", "--commit", moved) == 0
    bad = record(create_course=BROKEN)
    cluster.broken.add(BROKEN)
    capsys.readouterr()
    assert step("promote", "prod", "--commit", bad) == 0
    moved = capsys.readouterr().out.strip().removeprefix("commit=")
    assert git.file("argocd/environments/prod.yaml").endswith(f"revision: {bad}")
    assert step("gate", "prod", "--commit", moved) == 1
    assert step("revert", "--commit", moved) == 0
    assert git.file("argocd/environments/prod.yaml") == (
        f"# Pinned.\nenvironment: prod\nrevision: {good}"
    )
    assert step("gate", "prod", "--commit", git.follow()) == 0
    assert set(cluster.running().values()) == {FIRST}


def test_an_environment_that_follows_a_branch_has_no_pin(step: Step, git: Git) -> None:
    """Promotion is for pinned environments only."""
    assert step("promote", "staging", "--commit", git.run("rev-parse", "HEAD")) == 2


def test_an_argo_cd_that_is_away_is_a_failure(
    cluster: FakeCluster, step: Step, record: Record, capsys: Output
) -> None:
    """The gate ends in time and says what it saw last."""
    cluster.stuck = True
    commit = record(create_course=FIRST)
    quick = ("--timeout", "0.3", "--poll", "0.05")
    assert step("gate", "staging", "--commit", commit, *quick) == 1
    assert f"not applied at {commit[:12]} within 0.3 s" in capsys.readouterr().err


def test_a_sync_that_fails_is_a_failure(
    cluster: FakeCluster, step: Step, record: Record, capsys: Output
) -> None:
    """Argo CD's own words are passed on, without waiting for the time to end."""
    cluster.sync_fails = True
    commit = record(create_course=FIRST)
    assert step("gate", "staging", "--commit", commit) == 1
    assert "the sync failed: one or more objects failed to apply" in capsys.readouterr().err


def test_a_service_that_an_operator_holds_is_not_judged(
    git: Git, cluster: FakeCluster, step: Step, record: Record, capsys: Output
) -> None:
    """A pinned service runs another image on purpose."""
    operations = [{"op": "add", "path": "/spec/traffic", "value": [
        {"latestRevision": False, "percent": 100, "revisionName": "create-course-00001"}
    ]}]  # fmt: skip
    patch = {"target": {"name": CREATE}, "patch": json.dumps(operations)}
    git.commit(
        "manifests/overlays/staging/traffic/kustomization.yaml", json.dumps({"patches": [patch]})
    )
    commit = record(create_course=FIRST, log_in=FIRST)
    assert step("gate", "staging", "--commit", commit) == 0
    assert f"{CREATE}: held by an operator" in capsys.readouterr().out


@pytest.mark.parametrize("digest", ["latest", digests.ZERO, "", "sha256:" + "A" * 64])
def test_what_is_no_digest_is_not_written(
    git: Git, step: Step, tmp_path: Path, digest: str, capsys: Output
) -> None:
    """A tag, the digest of all zeros, an empty file."""
    folder = tmp_path / "digests"
    folder.mkdir()
    (folder / CREATE).write_text(digest)
    head = git.run("rev-parse", "HEAD")
    assert step("record", "--digests", str(folder), "--source", head) == 2
    assert "is not the digest of an image" in capsys.readouterr().err
    assert git.run("rev-parse", "origin/main") == head


def test_a_release_of_nothing_is_an_error(
    git: Git, step: Step, tmp_path: Path, capsys: Output
) -> None:
    """Digests that got lost on their way must not look like a release."""
    head = git.run("rev-parse", "HEAD")
    assert step("record", "--digests", str(tmp_path / "nowhere"), "--source", head) == 2
    assert "not one digest" in capsys.readouterr().err


def test_the_next_step_of_the_workflow_gets_the_answer(
    git: Git, step: Step, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outputs are written the way GitHub reads them."""
    file = tmp_path / "output"
    monkeypatch.setenv("GITHUB_OUTPUT", str(file))
    assert step("plan") == 0
    images, count = file.read_text().splitlines()
    assert json.loads(images.removeprefix("images="))[0] == {
        "function": "create_course",
        "service": "create-course",
        "stage": "vendor",
        "context": "build",
        "dockerfile": "functions/Dockerfile",
        "arguments": "FUNCTION=create_course\nSOURCE_DATE_EPOCH=0",
    }
    assert count == "count=4"
