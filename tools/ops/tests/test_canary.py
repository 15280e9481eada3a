"""A canary goes through Git; a good one is promoted, every other one is taken back."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time

import pytest

from local import yaml_text
from tools.manifests.build import kubectl
from tools.ops.digests import with_digest
from tools.ops.errors import UsageError
from tools.ops.tests.conftest import Git, Operate, start_at_zero
from tools.ops.tests.world import (
    APPLICATIONS,
    BAD,
    DIGESTS,
    GOOD,
    OLD,
    SERVICE,
    SERVICES,
    TREE,
    Seen,
    World,
)
from tools.tests.remotes import run_git

TRAFFIC = "manifests/overlays/prod/traffic/kustomization.yaml"


def patches(world: World) -> list[object]:
    """Return the overrides of the environment as it runs."""
    found: list[object] = yaml_text.load(world.show(TRAFFIC, world.runs()))["patches"]
    return found


def test_a_good_canary_is_promoted(operate: Operate, world: World, git: Git) -> None:
    """It climbs the steps, the digest ends in the one file for digests, the split is gone."""
    assert operate("canary", SERVICE, "--image", GOOD, "--steps", "5,25,50") == 0

    assert world.image_of(next(iter(world.served[-1]))) == GOOD
    splits = [sorted(split.values()) for split in world.served]
    assert splits == [[100], [5, 95], [25, 75], [50, 50], [100], [100]]
    assert world.show(DIGESTS) == TREE[DIGESTS].replace("0" * 64, "a" * 64)
    assert patches(world) == []
    candidate = f"create-course-{'a' * 8}-"
    assert [message.partition(candidate)[0].strip() for message in git.messages()] == [
        "ops(create-course): canary 0 %",
        "ops(create-course): canary 5 %",
        "ops(create-course): canary 25 %",
        "ops(create-course): canary 50 %",
        "ops(create-course): promote",
    ]


def test_a_canary_never_touches_the_live_service(operate: Operate, world: World) -> None:
    """Through Git means: the only writes to the API ask Argo CD to look at Git."""
    assert operate("canary", SERVICE, "--image", GOOD) == 0
    written = {path for method, path in world.requests if method == "PATCH"}
    assert written == {f"{APPLICATIONS}/functions-prod"}


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (Seen(requests=200, errors=20), "error rate 10.0% is above 1.0%"),
        (Seen(p95=1.5), "p95 1.500 s is above 0.500 s"),
        (Seen(requests=3), "3 requests in 0.1 s prove nothing"),
        (Seen(requests=0), "0 requests in 0.1 s prove nothing"),
    ],
)
def test_a_bad_canary_is_rolled_back(
    operate: Operate, world: World, git: Git, capsys: pytest.CaptureFixture[str],
    seen: Seen, reason: str,
) -> None:  # fmt: skip
    """The first limit passed takes it back; it never gets more than its step of the traffic."""
    world.seen[BAD] = seen
    world.starts_after = (
        6  # long enough for "the latest ready" to be the bad one, were it asked for
    )
    assert operate("canary", SERVICE, "--image", BAD) == 1

    output = capsys.readouterr().err
    assert reason in output
    assert "rolled back to create-course-00001" in output
    assert "next:" in output
    assert world.share_of(BAD) == 5
    assert world.image_of(next(iter(world.served[-1]))) == OLD
    assert patches(world) == []
    assert world.show(DIGESTS) == TREE[DIGESTS]
    assert git.messages()[-1] == "ops(create-course): follow the latest revision"


def test_an_image_that_does_not_start_is_rolled_back(
    operate: Operate, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """A revision that fails gets no traffic at all, and the rollback does not wait for it."""
    world.broken.add(BAD)
    assert operate("canary", SERVICE, "--image", BAD) == 1
    assert "RevisionFailed" in capsys.readouterr().err
    assert world.share_of(BAD) == 0
    assert patches(world) == []


@pytest.mark.parametrize("quiet", [(), ("--allow-quiet",)])
def test_a_candidate_that_crashes_gets_no_traffic_whatever_the_scale(
    operate: Operate, world: World, git: Git, quiet: tuple[str, ...]
) -> None:
    """Where a start at zero is allowed, Ready says nothing: a pod of the candidate has to run."""
    start_at_zero(world, git)
    world.broken.add(BAD)
    assert operate("canary", SERVICE, "--image", BAD, *quiet) == 1
    assert world.share_of(BAD) == 0
    assert patches(world) == []
    assert world.show(DIGESTS) == TREE[DIGESTS]


def test_a_candidate_of_which_no_pod_is_seen_gets_no_traffic(
    operate: Operate, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ready is what Knative says; what counts is a pod that was there."""
    world.lies = True
    world.broken.add(BAD)
    arguments = ("--image", BAD, "--allow-quiet", "--timeout", "0.5")
    assert operate("canary", SERVICE, *arguments) == 1
    output = capsys.readouterr().err
    assert "not run by a pod of create-course-bbbbbbbb-" in output
    assert world.share_of(BAD) == 0


def test_a_sleeping_function_is_woken_for_its_canary(
    operate: Operate, world: World, git: Git
) -> None:
    """A good candidate runs before it gets traffic, where nothing else runs unless it is asked."""
    start_at_zero(world, git)
    ran_before: list[bool] = []

    def watch() -> None:
        ends = time.monotonic() + 20
        while world.share_of(GOOD) == 0 and time.monotonic() < ends:
            time.sleep(0.005)
        ran_before.append(any(world.image_of(name) == GOOD for name in world.ran))

    thread = threading.Thread(target=watch)
    thread.start()
    assert operate("canary", SERVICE, "--image", GOOD, "--steps", "50") == 0
    thread.join()
    assert ran_before == [True]
    assert git.messages()[1].startswith("ops(create-course): canary 0 % create-course-aaaaaaaa-")


def test_a_canary_in_the_middle_that_turns_bad_is_rolled_back(
    operate: Operate, world: World
) -> None:
    """What was good at 5 % and bad at 25 % ends there."""
    world.seen[BAD] = Seen()

    def turn_bad() -> None:
        while world.share_of(BAD) < 25:
            time.sleep(0.01)
        world.seen[BAD] = Seen(errors=400)

    thread = threading.Thread(target=turn_bad)
    thread.start()
    assert operate("canary", SERVICE, "--image", BAD) == 1
    thread.join()
    assert world.share_of(BAD) == 25
    assert patches(world) == []


def test_a_time_out_is_told_and_rolled_back(
    operate: Operate, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """With Argo CD away nothing is applied: the canary ends, saying so, and Git is as before."""
    world.stuck = True
    assert operate("canary", SERVICE, "--image", GOOD, "--timeout", "0.3") == 1
    output = capsys.readouterr().err
    assert "within 0.3 s" in output
    assert "the way back is not complete" in output
    assert "rollback create-course --to latest" in output
    (patch,) = patches(world)
    assert isinstance(patch, dict)
    assert '"percent": 100,' in patch["patch"]
    assert world.share_of(GOOD) == 0


def test_a_stopped_canary_is_rolled_back(
    operate: Operate, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """SIGTERM, as from a pipeline's time limit, leaves nothing half done."""

    def stop() -> None:
        while world.share_of(GOOD) < 5:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=stop)
    thread.start()
    assert operate("canary", SERVICE, "--image", GOOD, "--step-seconds", "30") == 1
    thread.join()
    assert "it was interrupted" in capsys.readouterr().err
    assert patches(world) == []


def test_a_quiet_function_may_be_let_through_by_word(operate: Operate, world: World) -> None:
    """Where nobody comes by, --allow-quiet accepts that nothing was proven."""
    world.seen[GOOD] = Seen(requests=0)
    assert operate("canary", SERVICE, "--image", GOOD, "--allow-quiet") == 0


def test_a_blind_canary_is_rolled_back(
    operate: Operate, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without Prometheus nobody knows, so nobody is served."""
    nowhere = ("--prometheus", "http://127.0.0.1:1")
    assert operate("canary", SERVICE, "--image", GOOD, "--step-seconds", "5", *nowhere) == 1
    output = capsys.readouterr().err
    assert "Prometheus at http://127.0.0.1:1 does not respond" in output
    assert "port-forward" in output
    assert world.share_of(GOOD) == 5
    assert patches(world) == []


def test_a_pinned_environment_gets_the_change_and_nothing_else(
    operate: Operate, world: World, git: Git
) -> None:
    """Prod runs a commit: the canary is built on that one, not on what main has gained since."""
    release = git.run("rev-parse", "origin/main")
    pinned = TREE["argocd/environments/prod.yaml"].replace("main", release)
    git.commit("argocd/environments/prod.yaml", pinned)
    git.commit("manifests/base/create-course.yaml", "not: for prod\n")
    assert operate("canary", SERVICE, "--image", GOOD, "--steps", "50") == 0

    runs = world.runs()
    assert world.git("show", "--format=", "--name-only", runs).split() == [DIGESTS, TRAFFIC]
    assert (
        world.show("manifests/base/create-course.yaml", runs)
        == TREE["manifests/base/create-course.yaml"]
    )
    assert world.git("merge-base", runs, release).strip() == release
    assert world.git("tag", "--points-at", runs).startswith("deploy/prod/")
    assert world.show("argocd/environments/prod.yaml").startswith("# The pin of prod.\n")
    assert world.image_of(next(iter(world.served[-1]))) == GOOD


def test_a_race_for_the_branch_is_run_again(
    operate: Operate, world: World, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody pushes between our reading and our pushing: both changes end up there."""
    from tools.ops.repository import Repository

    push = Repository._push  # noqa: SLF001 - the one place where a race is lost
    raced = False

    def racing(self: Repository, commit: str, branch: str) -> bool:
        nonlocal raced
        if not raced:
            raced = True
            git.commit("README.md", "hello\n")
        return push(self, commit, branch)

    monkeypatch.setattr(Repository, "_push", racing)
    assert operate("canary", SERVICE, "--image", GOOD, "--steps", "50") == 0
    assert world.show("README.md") == "hello\n"
    assert patches(world) == []


def test_the_checkout_of_the_operator_is_left_alone(operate: Operate, git: Git) -> None:
    """Half-written work in the clone neither gets in nor gets lost."""
    (git.clone / DIGESTS).write_text("half written", encoding="utf-8")
    assert operate("canary", SERVICE, "--image", GOOD, "--steps", "50") == 0
    assert (git.clone / DIGESTS).read_text(encoding="utf-8") == "half written"
    assert git.run("status", "--short") == f"M {DIGESTS}"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--image", "create-course:latest"), "is not an image by digest"),
        (("--image", OLD), "already"),
        (("--image", GOOD, "--steps", "50,25"), "do not rise"),
        (("--image", GOOD, "--steps", "5,100"), "do not rise"),
        (("--image", GOOD, "--environment", "moon"), "there is no environment 'moon'"),
    ],
)
def test_a_wish_that_makes_no_sense_touches_nothing(
    operate: Operate, git: Git, capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...], reason: str,
) -> None:  # fmt: skip
    """It is refused with a reason, and nothing was committed."""
    application = ("--application", "functions-prod")
    assert operate("canary", SERVICE, *arguments, *application) == 2
    assert reason in capsys.readouterr().err
    assert git.messages() == []


def test_a_service_without_a_digest_is_refused_before_it_starts(
    operate: Operate, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    """A promotion that has nowhere to be written is no canary."""
    git.commit(DIGESTS, TREE[DIGESTS].replace("name: create-course", "name: make-course"))
    assert operate("canary", SERVICE, "--image", GOOD) == 2
    assert "has no image for create-course" in capsys.readouterr().err
    assert len(git.messages()) == 1


def test_the_digest_is_found_in_whatever_order_the_lines_stand() -> None:
    """The pipeline sorts the keys; nothing but the one digest may change."""
    entry = "- digest: sha256:{}\n  name: kind.local/learning/{}\n  newName: r/{}\n"
    head = "images:\n"
    before = (
        head + entry.format("0" * 64, "log-in", "log-in") + entry.format("1" * 64, "log", "log")
    )
    after = with_digest(before.encode(), "log", f"r/log@sha256:{'a' * 64}", "f")
    assert after.decode() == before.replace("1" * 64, "a" * 64)
    with pytest.raises(UsageError, match="no line `digest:`"):
        with_digest(b"images: [{name: log, digest: x}]", "log", f"r/log@sha256:{'a' * 64}", "f")


def test_a_second_canary_waits_for_the_first(
    operate: Operate, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    """A service that is pinned or split is not at rest."""
    assert operate("rollback", SERVICE, "--to", "create-course-00001") == 0
    assert operate("canary", SERVICE, "--image", GOOD) == 2
    assert "is not at rest: 100 % create-course-00001" in capsys.readouterr().err


def test_a_canary_refuses_to_write_where_nobody_reads(
    operate: Operate, world: World, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    """With auto-sync off a commit would lie there unnoticed."""
    world.application["spec"]["syncPolicy"]["automated"]["enabled"] = False
    assert operate("canary", SERVICE, "--image", GOOD) == 2
    assert "auto-sync of functions-prod is off" in capsys.readouterr().err
    assert git.messages() == []


def test_the_real_kustomize_builds_what_a_canary_writes(
    operate: Operate, world: World, git: Git
) -> None:
    """The component's patches apply: name, image by digest, and the traffic block."""
    program = kubectl()
    assert program is not None, "kubectl is in the dependency group `ops`"
    world.seen[GOOD] = Seen()
    built: list[object] = []

    def build() -> None:
        while world.share_of(GOOD) < 5:
            time.sleep(0.01)
        run_git(git.other, "pull", "--quiet")
        command = [program, "kustomize", str(git.other / "manifests/overlays/prod")]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        built.append(yaml_text.load(done.stdout)["spec"])

    thread = threading.Thread(target=build)
    thread.start()
    assert operate("canary", SERVICE, "--image", GOOD, "--steps", "5", "--step-seconds", "1.5") == 0
    thread.join()
    spec = built[0]
    assert isinstance(spec, dict)
    assert spec["template"]["spec"]["containers"][0]["image"] == GOOD
    name = spec["template"]["metadata"]["name"]
    assert name.startswith("create-course-aaaaaaaa-")
    assert spec["traffic"] == [
        {"latestRevision": False, "percent": 95, "revisionName": "create-course-00001"},
        {"latestRevision": False, "percent": 5, "revisionName": name},
    ]
    assert f"{SERVICES}/{SERVICE}" in {path for _, path in world.requests}


def test_the_projects_own_files_are_what_the_tool_writes_to() -> None:
    """Every function has its digest where promotions go, and the traffic files can be read."""
    from tools.ops.digests import digest_of, holds_digests
    from tools.ops.traffic import Component
    from tools.tree import ROOT

    found = [
        path
        for path in sorted(ROOT.glob("manifests/**/kustomization.y*ml"))
        if holds_digests(path.read_bytes())
    ]
    assert len(found) == 1
    image = f"r/x@sha256:{'a' * 64}"
    for service in ROOT.glob("manifests/base/learning/ksvc/*.yaml"):
        assert digest_of(found[0].read_bytes(), service.stem, "f").startswith("sha256:")
        assert with_digest(found[0].read_bytes(), service.stem, image, "f")
    for environment in ("dev", "staging", "prod"):
        path = ROOT / f"manifests/overlays/{environment}/traffic/kustomization.yaml"
        assert Component.parse(path.read_bytes(), str(path)).overrides == {}
        overlay = yaml_text.load((path.parents[1] / "kustomization.yaml").read_bytes())
        assert overlay["components"][-1] == "traffic"
