r"""Operate the functions in a cluster: status, wait, canary, rollback.

    python -m tools.ops status
    python -m tools.ops wait create-course log-in --timeout 300
    python -m tools.ops canary create-course --image REPOSITORY@sha256:... --environment prod \
        --steps 5,25,50 --error-rate 0.01 --latency-p95 0.5 --prometheus http://127.0.0.1:9090
    python -m tools.ops rollback create-course --to create-course-00007
    python -m tools.ops rollback create-course --to latest
    python -m tools.ops resume functions-prod

Every change is a commit that Argo CD applies. --break-glass changes the live Service instead, while
auto-sync is paused, and undoes it when Git has not taken it over in time. Exits with 0 when all is
well, 1 when a service is not (or was rolled back), 2 when the request cannot be carried out.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from tools.manifests.names import FRONT_END
from tools.ops.canary import Plan, RolledBack, canary
from tools.ops.cluster import Cluster, auto_sync, note_reason, pause_note
from tools.ops.errors import GitError, Interrupted, OpsError, ServiceFailed, TimedOut, UsageError
from tools.ops.prometheus import Limits, Prometheus
from tools.ops.repository import Repository
from tools.ops.rollback import Run, roll_back, unpin
from tools.ops.routes import (
    GitRoute,
    Glass,
    break_glass,
    check_writable,
    pause_by_hand,
    undo,
)
from tools.ops.status import rows, table
from tools.ops.waiting import Patience, run_by_a_pod, until

UNHEALTHY = 1
UNUSABLE = 2
STOPPED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = command_line().parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        cluster = Cluster(
            context=options.context, namespace=options.namespace, argocd=options.argocd_namespace
        )
        code: int = options.command(cluster, options)
    except OpsError as error:
        print(f"error: {error}\n next: {error.next_step}", file=sys.stderr)
        return UNHEALTHY if isinstance(error, RolledBack | ServiceFailed | TimedOut) else UNUSABLE
    except (KeyboardInterrupt, Interrupted):
        print("stopped; `python -m tools.ops status` shows where things are", file=sys.stderr)
        return STOPPED
    return code


def status(cluster: Cluster, options: argparse.Namespace) -> int:
    """Show every function, and every Application that is not synced automatically."""
    found = rows(cluster.services(), cluster.revisions())
    if options.json:
        print(json.dumps([row.__dict__ for row in found], indent=2))
    else:
        print(table(found))
    for application in cluster.applications():
        name = application["metadata"]["name"]
        if note := pause_note(application):
            print(
                f"\n{name}: PAUSED by {note['by']} since {note['at']} for {note_reason(note)}; "
                f"`python -m tools.ops resume {name}` undoes it",
                file=sys.stderr,
            )
        elif not auto_sync(application):
            print(f"\n{name}: auto-sync is off", file=sys.stderr)
    return 0 if all(row.ready == "ready" for row in found) else UNHEALTHY


def wait(cluster: Cluster, options: argparse.Namespace) -> int:
    """Wait for all services within one time limit; one that fails does not hide the others."""
    deadline = time.monotonic() + options.timeout
    code = 0
    for service in options.services or [one["metadata"]["name"] for one in cluster.services()]:
        left = max(0.0, deadline - time.monotonic())
        patience = Patience(left, options.poll, options.error_window)
        try:
            until(cluster, service, run_by_a_pod(cluster), patience)
        except (ServiceFailed, TimedOut) as error:
            print(f"error: {error}\n next: {error.next_step}", file=sys.stderr)
            code = UNHEALTHY
        else:
            print(f"{service}: ready")
    return code


def run_canary(cluster: Cluster, options: argparse.Namespace) -> int:
    """Introduce a new image in steps."""
    if options.service == FRONT_END:
        raise _half_a_build()
    steps = tuple(int(step) for step in options.steps.split(","))
    limits = Limits(options.error_rate, options.latency_p95, options.requests)
    plan = Plan(
        options.image,
        steps,
        limits,
        step_seconds=options.step_seconds,
        interval=options.interval,
        allow_quiet=options.allow_quiet,
    )
    with _run(cluster, options, promotes=True) as run:
        canary(run, plan, Prometheus(options.prometheus))
    return 0


def run_rollback(cluster: Cluster, options: argparse.Namespace) -> int:
    """Pin a revision, or follow the latest again."""
    if options.service == FRONT_END and options.to != "latest" and not options.break_glass:
        raise _half_a_build()
    with _run(cluster, options) as run:
        if options.to == "latest":
            unpin(run)
        else:
            roll_back(run, options.to)
    return 0


def pause(cluster: Cluster, options: argparse.Namespace) -> int:
    """Keep Argo CD from undoing what a runbook does by hand, with a note of who and why."""
    for application in options.applications:
        pause_by_hand(cluster, application, options.why)
        print(f"{application}: Argo CD changes nothing until `resume {application}`")
    return 0


def resume(cluster: Cluster, options: argparse.Namespace) -> int:
    """Undo what an interrupted break-glass left, or end a pause."""
    for application in options.applications:
        _resume(cluster, application)
    return 0


def _resume(cluster: Cluster, application: str) -> None:
    note = pause_note(cluster.application(application))
    if note is None:
        raise UsageError(
            f"{application} carries no note of a break-glass or a pause",
            next_step="`python -m tools.ops status` names those that do",
        )
    if "service" in note:
        undo(cluster, note)
        print(f"{note['service']}: as before {note['at']}")
    cluster.resume(application)
    print(f"{application}: syncs again")


@contextmanager
def _run(cluster: Cluster, options: argparse.Namespace, *, promotes: bool = False) -> Iterator[Run]:
    """Prepare the route that changes take: Git, or break-glass."""
    repository = Repository(options.repository, options.remote, options.branch)
    try:
        check_writable(repository, options.environment, options.service, promotes=promotes)
    except GitError:
        # Break-glass is used when Git is down: then this is unknown, and is undone later.
        if not options.break_glass:
            raise
    application = options.application or f"functions-{options.environment}"
    patience = Patience(options.timeout, options.poll, options.error_window)
    if not options.break_glass:
        route = GitRoute(cluster, repository, options.environment, options.service, application)
        yield Run(cluster, route, options.service, patience)
        return
    glass = Glass(
        cluster,
        repository,
        options.environment,
        application,
        options.service,
        hold=options.hold,
        patience=patience,
    )
    with break_glass(glass) as live:
        yield Run(cluster, live, options.service, patience)


def _half_a_build() -> UsageError:
    return UsageError(
        f"{FRONT_END} is one build with the pages that name its files: it changes with them",
        next_step="`python -m tools.release revert --commit COMMIT` reverts the release of both",
    )


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise Interrupted


def command_line() -> argparse.ArgumentParser:
    """Describe the commands and their options."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.ops",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--context", help="cluster of the kubeconfig; the current one if absent")
    parser.add_argument("--namespace", default="learning")
    parser.add_argument("--argocd-namespace", default="argocd")
    parser.add_argument("--poll", type=float, default=2, help="seconds between looks")
    parser.add_argument(
        "--error-window", type=float, default=5, help="seconds a failure must last to count"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    one = commands.add_parser("status", help="show all functions")
    one.add_argument("--json", action="store_true")
    one.set_defaults(command=status)

    one = commands.add_parser("wait", help="wait until services are ready; all without a name")
    one.add_argument("services", nargs="*", metavar="SERVICE")
    one.add_argument("--timeout", type=float, default=300, help="seconds for all of them")
    one.set_defaults(command=wait)

    one = commands.add_parser("canary", help="bring a new image in by steps")
    _change(one)
    one.add_argument("--image", required=True, help="REPOSITORY@sha256:...")
    one.add_argument("--steps", default="5,25,50", help="percent of the traffic")
    one.add_argument("--error-rate", type=float, required=True, help="share of 5xx, 0.01 is 1 %%")
    one.add_argument("--latency-p95", type=float, required=True, help="seconds")
    one.add_argument("--prometheus", required=True, metavar="URL")
    one.add_argument("--step-seconds", type=float, default=120)
    one.add_argument("--interval", type=float, default=15, help="seconds between questions")
    one.add_argument("--requests", type=int, default=20, help="fewer are not judged")
    one.add_argument("--allow-quiet", action="store_true", help="go on where few requests come")
    one.set_defaults(command=run_canary)

    one = commands.add_parser("rollback", help="send all traffic to one revision")
    _change(one)
    one.add_argument("--to", required=True, metavar="REVISION", help="or: latest")
    one.set_defaults(command=run_rollback)

    one = commands.add_parser("pause", help="keep Argo CD from undoing what is done by hand")
    one.add_argument("applications", nargs="+", metavar="APPLICATION")
    one.add_argument("--why", required=True, help="shown to anyone who finds it paused")
    one.set_defaults(command=pause)

    one = commands.add_parser("resume", help="end a pause; undo what a dead break-glass has left")
    one.add_argument("applications", nargs="+", metavar="APPLICATION")
    one.set_defaults(command=resume)
    return parser


def _change(parser: argparse.ArgumentParser) -> None:
    """Add the options of every command that changes something."""
    parser.add_argument("service")
    parser.add_argument("--environment", default="prod")
    parser.add_argument("--application", help="Argo CD's; functions-ENVIRONMENT if absent")
    parser.add_argument("--repository", type=Path, default=Path(), help="a clone of this project")
    parser.add_argument("--remote", default="origin")
    parser.add_argument("--branch", default="main", help="that Argo CD reads environments from")
    parser.add_argument("--timeout", type=float, default=600, help="seconds for each step")
    parser.add_argument(
        "--break-glass",
        action="store_true",
        help="change the live Service, not Git: only when Git or Argo CD is down",
    )
    parser.add_argument(
        "--hold", type=float, default=1800, help="seconds that a live change may wait for Git"
    )


if __name__ == "__main__":
    sys.exit(main())
