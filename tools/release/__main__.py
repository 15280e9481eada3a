r"""The steps of the pipeline, one line each in .github/workflows/release.yml.

    python -m tools.release plan                                  # what is to be built, as JSON
    python -m tools.release record --digests DIR --front-end TAR --source COMMIT  # into Git
    python -m tools.release promote prod --commit COMMIT          # the pin of an environment
    python -m tools.release gate staging --commit COMMIT          # Argo CD and Knative agree
    python -m tools.release smoke --url https://learning.example.org
    python -m tools.release revert --commit COMMIT                # restoring it
    python -m tools.release preview                               # this tree, started and visited

`plan`, `record`, `promote` and `revert` also write to $GITHUB_OUTPUT when it is set. Exits with 0
when all is well, 1 when the release is bad, 2 when the request cannot be carried out.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx2

from tools.ops.errors import OpsError, ServiceFailed, TimedOut
from tools.ops.repository import Repository
from tools.ops.waiting import Patience
from tools.release import bases, history, smoke, writing
from tools.release.archive import page_manifest_of
from tools.tree import ROOT

BAD = 1
UNUSABLE = 2


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Run the command line and return the exit status."""
    options = _parser().parse_args(arguments)
    repository = Repository(options.repository or root, options.remote, options.branch)
    try:
        options.command(repository, options)
    except OpsError as error:
        print(f"error: {error}\n next: {error.next_step}", file=sys.stderr)
        return BAD if isinstance(error, ServiceFailed | TimedOut | smoke.SmokeFailed) else UNUSABLE
    return 0


def plan(repository: Repository, options: argparse.Namespace) -> None:
    """List the images to build."""
    found = history.images(repository, "HEAD", repository.path, options.since)
    if options.pin_bases:
        found = [image.also(bases.pinned(repository.path, image.dockerfile)) for image in found]
    _output("images", json.dumps([dataclasses.asdict(image) for image in found]))
    _output("count", str(len(found)))


def record(repository: Repository, options: argparse.Namespace) -> None:
    """Commit digests: one file for each service, named like it; the front end's with its files."""
    files = sorted(path for path in options.digests.rglob("*") if path.is_file())
    built = {path.name: path.read_text(encoding="ascii").strip() for path in files}
    archive = options.front_end
    manifest = page_manifest_of(archive) if archive and archive.is_file() else None
    _output("commit", writing.record(repository, built, options.source, manifest))


def promote(repository: Repository, options: argparse.Namespace) -> None:
    """Move an environment's pin."""
    _output("commit", writing.promote(repository, options.environment, options.commit))


def gate(repository: Repository, options: argparse.Namespace) -> None:
    """Wait until the environment runs the commit."""
    from tools.ops.cluster import Cluster
    from tools.release.gate import Gate

    patience = Patience(options.timeout, options.poll, options.error_window)
    Gate(Cluster(), repository, options.environment, options.commit, patience).pass_()


def run_smoke(repository: Repository, options: argparse.Namespace) -> None:
    """Run the smoke test against the public address."""
    del repository
    with httpx2.Client(base_url=options.url, timeout=smoke.TIMEOUT_SECONDS) as client:
        smoke.smoke(smoke.Visitor(client, options.pause))


def revert(repository: Repository, options: argparse.Namespace) -> None:
    """Undo a commit of the pipeline."""
    _output("commit", writing.revert(repository, options.commit))


def run_preview(repository: Repository, options: argparse.Namespace) -> None:
    """Start the platform of this tree, visit it, stop it."""
    from tools.release.preview import preview

    preview(repository.path, options.pause)


def _output(name: str, value: str) -> None:
    print(f"{name}={value}")
    if file := os.environ.get("GITHUB_OUTPUT"):
        with Path(file).open("a", encoding="utf-8") as output:
            output.write(f"{name}={value}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.release",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--repository", type=Path, help="a clone of this project; this one")
    parser.add_argument("--remote", default="origin")
    parser.add_argument("--branch", default="main", help="that Argo CD reads environments from")
    commands = parser.add_subparsers(required=True, metavar="STEP")

    one = commands.add_parser("plan", help="what is to be built")
    one.add_argument("--since", metavar="COMMIT", help="not since the last release")
    one.add_argument("--pin-bases", action="store_true", help="name today's digests of the bases")
    one.set_defaults(command=plan)

    one = commands.add_parser("record", help="commit the digests of new images")
    one.add_argument("--digests", type=Path, required=True, metavar="DIR")
    one.add_argument(
        "--front-end", type=Path, metavar="TAR", help="archive of its image, when it was built"
    )
    one.add_argument("--source", required=True, metavar="COMMIT", help="they were built from")
    one.set_defaults(command=record)

    one = commands.add_parser("promote", help="move the pin of an environment")
    one.add_argument("environment")
    one.add_argument("--commit", required=True)
    one.set_defaults(command=promote)

    one = commands.add_parser("gate", help="wait until an environment runs a commit")
    one.add_argument("environment")
    one.add_argument("--commit", required=True)
    one.add_argument("--timeout", type=float, default=900, help="seconds for all of it")
    one.add_argument("--poll", type=float, default=5, help="seconds between looks")
    one.add_argument("--error-window", type=float, default=30, help="seconds a failure must last")
    one.set_defaults(command=gate)

    one = commands.add_parser("smoke", help="visit the public address")
    one.add_argument("--url", required=True)
    one.add_argument("--pause", type=float, default=2, help="seconds before a second try")
    one.set_defaults(command=run_smoke)

    one = commands.add_parser("revert", help="undo a commit of the pipeline")
    one.add_argument("--commit", required=True)
    one.set_defaults(command=revert)

    one = commands.add_parser("preview", help="start this tree's platform, visit it, stop it")
    one.add_argument("--pause", type=float, default=2, help="seconds before a second try")
    one.set_defaults(command=run_preview)
    return parser


if __name__ == "__main__":
    sys.exit(main())
