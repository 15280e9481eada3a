"""Going back to a revision, forward again, and through broken glass."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from local import yaml_text
from tools.ops.cluster import PAUSED
from tools.ops.tests.conftest import Git, Operate
from tools.ops.tests.world import BAD, DIGESTS, GOOD, OLD, SERVICE, TREE, World

TRAFFIC = "manifests/overlays/prod/traffic/kustomization.yaml"
FIRST = "create-course-00001"


@pytest.fixture
def released(operate: Operate, git: Git, world: World) -> World:
    """Release a bad image the plain way: its revision is ready and has all traffic."""
    git.commit(DIGESTS, TREE[DIGESTS].replace("0" * 64, "b" * 64), "chore: release")
    assert operate("wait", SERVICE) == 0
    assert world.image_of(next(iter(world.served[-1]))) == BAD
    return world


def serving(world: World) -> str:
    """Return the image that has all traffic."""
    (revision,) = world.served[-1]
    return world.image_of(revision)


def test_rollback_pins_a_revision_in_git(
    operate: Operate, released: World, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    """All traffic goes to the named revision and stays there, and status says so."""
    assert operate("rollback", SERVICE, "--to", FIRST) == 0
    assert serving(released) == OLD
    (patch,) = yaml_text.load(released.show(TRAFFIC))["patches"]
    assert FIRST in patch["patch"]
    assert git.messages()[-1] == f"ops(create-course): pin all traffic to {FIRST}"
    capsys.readouterr()
    assert operate("status") == 0
    assert "100 % (pinned)" in capsys.readouterr().out


def test_a_pin_is_lifted_by_latest(operate: Operate, released: World) -> None:
    """Afterwards the component is empty again and the latest revision serves."""
    assert operate("rollback", SERVICE, "--to", FIRST) == 0
    assert operate("rollback", SERVICE, "--to", "latest") == 0
    assert yaml_text.load(released.show(TRAFFIC))["patches"] == []
    assert serving(released) == BAD


def test_latest_of_a_service_at_rest_does_nothing(
    operate: Operate, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is nothing to lift."""
    assert operate("rollback", SERVICE, "--to", "latest") == 0
    assert "follows the latest revision already" in capsys.readouterr().out
    assert git.messages() == []


def test_the_apps_files_are_not_parted_from_the_pages_that_name_them(
    operate: Operate, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither split nor pinned: the release that changed both is taken back as a whole."""
    image = f"registry.example.org/front-end@{GOOD}"
    limits = ("--error-rate", "0.01", "--latency-p95", "1", "--prometheus", "http://127.0.0.1:1")
    assert operate("canary", "front-end", "--image", image, *limits) == 2
    assert operate("rollback", "front-end", "--to", "front-end-00001") == 2
    assert capsys.readouterr().err.count("tools.release revert --commit") == 2
    assert git.messages() == []


@pytest.mark.parametrize("revision", ["create-course-00099", "broken"])
def test_an_unusable_revision_is_refused_with_those_that_would_do(
    operate: Operate, world: World, git: Git, capsys: pytest.CaptureFixture[str], revision: str
) -> None:
    """A revision that is not there, or never was ready, gets no traffic."""
    if revision == "broken":
        world.broken.add(BAD)
        git.commit(DIGESTS, TREE[DIGESTS].replace("0" * 64, "b" * 64))
        operate("wait", SERVICE)
        revision = "create-course-00002"
    assert operate("rollback", SERVICE, "--to", revision) == 2
    stderr = capsys.readouterr().err
    assert f"revision {revision}" in stderr
    assert f"take one of: {FIRST}" in stderr
    assert not any("pin" in message for message in git.messages())


def test_a_canary_that_was_left_behind_is_cleaned_up(
    operate: Operate, world: World, git: Git
) -> None:
    """After a kill the split is in Git; `--to latest` takes the candidate back safely."""
    from tools.ops.traffic import Candidate, Component, Override, split

    candidate = Candidate("create-course-bbbbbbbb-1234567", BAD)
    override = Override(split(FIRST, candidate.revision, 25), candidate)
    git.commit(TRAFFIC, Component({SERVICE: override}).render().decode(), "ops: canary 25 %")
    assert operate("wait", SERVICE) == 0
    assert world.share_of(BAD) == 25
    world.starts_after = 6

    assert operate("rollback", SERVICE, "--to", "latest") == 0
    assert world.share_of(BAD) == 25
    assert serving(world) == OLD
    assert yaml_text.load(world.show(TRAFFIC))["patches"] == []


def test_a_foreign_hand_in_the_component_is_refused(
    operate: Operate, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    """What someone else wrote there is not thrown away."""
    git.commit(TRAFFIC, "kind: Component\npatches:\n  - path: mine.yaml\n")
    assert operate("rollback", SERVICE, "--to", FIRST) == 2
    assert "did not write" in capsys.readouterr().err


def test_broken_glass_is_handed_back_when_git_has_the_change(
    operate: Operate, released: World, git: Git
) -> None:
    """The live change stands while Argo CD is paused; Git takes it over; auto-sync goes on."""
    seen: list[tuple[str, bool]] = []

    def bring_into_git() -> None:
        while released.served[-1] != {FIRST: 100}:
            time.sleep(0.01)
        paused = released.application["spec"]["syncPolicy"]["automated"]["enabled"] is False
        seen.append((released.application["metadata"]["annotations"][PAUSED], paused))
        from tools.ops.traffic import Component, Override, pin

        component = Component({SERVICE: Override(pin(FIRST))})
        git.commit(TRAFFIC, component.render().decode(), "ops: pin")

    thread = threading.Thread(target=bring_into_git)
    thread.start()
    assert operate("rollback", SERVICE, "--to", FIRST, "--break-glass", "--hold", "20") == 0
    thread.join()
    ((note, paused),) = seen
    assert paused
    assert '"service": "create-course"' in note
    assert released.application["spec"]["syncPolicy"]["automated"]["enabled"] is True
    assert PAUSED not in released.application["metadata"]["annotations"]
    released.look()
    assert released.served[-1] == {FIRST: 100}


def test_broken_glass_is_undone_when_git_never_has_it(
    operate: Operate, released: World, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    """After the hold the service is what Git says, and Argo CD is at work again."""
    assert operate("rollback", SERVICE, "--to", FIRST, "--break-glass", "--hold", "0.2") == 0
    assert {FIRST: 100} in released.served
    for _ in range(4):
        released.look()
    assert serving(released) == BAD
    assert released.application["spec"]["syncPolicy"]["automated"]["enabled"] is True
    assert "Git does not have the change" in capsys.readouterr().out
    assert git.messages() == ["chore: release"]


def test_broken_glass_is_undone_by_a_signal(operate: Operate, released: World) -> None:
    """Ending the program early undoes the change immediately."""

    def stop() -> None:
        while released.served[-1] != {FIRST: 100}:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=stop)
    thread.start()
    assert operate("rollback", SERVICE, "--to", FIRST, "--break-glass") == 130
    thread.join()
    for _ in range(4):
        released.look()
    assert serving(released) == BAD
    assert PAUSED not in released.application["metadata"]["annotations"]


def test_a_canary_behind_broken_glass_is_taken_back_when_bad(
    operate: Operate, world: World
) -> None:
    """The same steps, live: nothing reaches Git, and in the end nothing has changed."""
    from tools.ops.tests.world import Seen

    world.seen[BAD] = Seen(errors=400)
    world.stuck = True
    assert operate("canary", SERVICE, "--image", BAD, "--break-glass", "--hold", "0.1") == 1
    assert world.share_of(BAD) == 5
    for _ in range(4):
        world.look()
    assert serving(world) == OLD
    assert world.application["spec"]["syncPolicy"]["automated"]["enabled"] is True


def test_a_promotion_behind_broken_glass_waits_for_its_digest_in_git(
    operate: Operate, world: World, git: Git
) -> None:
    """Promoted live, it stays only because the digest was committed in the meantime."""

    def release() -> None:
        while world.served[-1:] == [] or serving_share(world, GOOD) < 100:
            time.sleep(0.01)
        git.commit(DIGESTS, TREE[DIGESTS].replace("0" * 64, "a" * 64), "chore: release")

    thread = threading.Thread(target=release)
    thread.start()
    assert operate("canary", SERVICE, "--image", GOOD, "--break-glass", "--hold", "20") == 0
    thread.join()
    for _ in range(4):
        world.look()
    assert serving(world) == GOOD


def serving_share(world: World, image: str) -> int:
    """Return the image's share of the traffic now."""
    return sum(
        percent for name, percent in world.served[-1].items() if world.image_of(name) == image
    )


def test_what_a_killed_break_glass_left_is_told_and_undone(
    operate: Operate, released: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """The note on the Application survives any death; status names it, resume undoes it."""
    from tools.ops.cluster import Cluster
    from tools.ops.routes import _mutable

    cluster = Cluster()
    before = _mutable(cluster.service(SERVICE))
    note = {"service": SERVICE, "by": "olga", "at": "2026-11-22T03:00:00Z", "spec": before}
    cluster.pause("functions-prod", note)
    pinned = {"latestRevision": False, "percent": 100, "revisionName": FIRST}
    cluster.patch_service(SERVICE, {"traffic": [pinned]})
    for _ in range(3):
        released.look()
    assert serving(released) == OLD

    assert operate("status") == 0
    assert "PAUSED by olga since 2026-11-22T03:00:00Z" in capsys.readouterr().err
    assert operate("rollback", SERVICE, "--to", FIRST, "--break-glass") == 2
    assert "olga has paused functions-prod for create-course" in capsys.readouterr().err
    assert operate("resume", "functions-prod") == 0
    for _ in range(4):
        released.look()
    assert serving(released) == BAD
    assert operate("resume", "functions-prod") == 2
    assert "carries no note" in capsys.readouterr().err


def test_a_pause_by_hand_holds_until_it_is_ended(
    operate: Operate, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its note says who and why, and nobody else breaks the glass in the meantime."""
    assert operate("pause", "functions-prod", "--why", "restoring") == 0
    assert world.application["spec"]["syncPolicy"]["automated"]["enabled"] is False
    assert operate("status") == 0
    assert "for restoring" in capsys.readouterr().err
    assert operate("pause", "functions-prod", "--why", "me, too") == 2
    assert "has paused functions-prod for restoring" in capsys.readouterr().err
    assert operate("rollback", SERVICE, "--to", FIRST, "--break-glass") == 2
    assert operate("resume", "functions-prod") == 0
    assert world.application["spec"]["syncPolicy"]["automated"]["enabled"] is True
    assert "syncs again" in capsys.readouterr().out


def test_glass_is_not_broken_where_somebody_else_paused(
    operate: Operate, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """Resuming at the end would undo another person's decision."""
    world.application["spec"]["syncPolicy"]["automated"]["enabled"] = False
    assert operate("rollback", SERVICE, "--to", FIRST, "--break-glass") == 2
    assert "not by this tool" in capsys.readouterr().err


def test_git_that_does_not_answer_is_explained(
    operate: Operate, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    """A remote that is gone is an error with git's own words, not a traceback."""
    git.run("remote", "set-url", "origin", "/nowhere")
    assert operate("rollback", SERVICE, "--to", FIRST) == 2
    stderr = capsys.readouterr().err
    assert "git fetch failed" in stderr
    assert "is the remote 'origin' reachable?" in stderr


def test_a_protected_branch_is_told_apart_from_a_race(
    operate: Operate, released: World, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    """A hook that refuses every push ends in a sentence that says how to see why."""
    hook = git.remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'protected branch' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    assert operate("rollback", SERVICE, "--to", FIRST) == 2
    assert "the push was refused 5 times" in capsys.readouterr().err
    assert serving(released) == BAD
