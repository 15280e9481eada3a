"""Back up, check, restore, rehearse: `nox -s drill`, and what the cluster's jobs run.

    python -m tools.drill rehearse                          # everything, on one machine
    python -m tools.drill rehearse --damage courses.bson    # shows that it fails
    python -m tools.drill backup postgres                   # DATABASE_URL -> the bucket
    python -m tools.drill list postgres
    python -m tools.drill check postgres/20261122T020000Z
    python -m tools.drill restore postgres/20261122T020000Z # -> DATABASE_URL, which is empty
    python -m tools.drill restore redis/20261122T021000Z --into /data

The bucket is $BACKUP_BUCKET, its KMS key $BACKUP_KEY. Exits with 0, or with 1 and one line that
says what is wrong.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from tools.drill import archive, jobs
from tools.drill.errors import DrillError, StepFailed
from tools.drill.manifest import STORES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.drill.archive import Bucket


def main(
    arguments: Sequence[str] | None = None,
    environment: Mapping[str, str] = os.environ,
    bucket: Bucket | None = None,
) -> int:
    """Run the command line and return the exit status."""
    options = _parser().parse_args(arguments)
    if options.action == "rehearse":
        from tools.drill.rehearsal import rehearse

        return rehearse(options.damage)
    try:
        _act(options, environment, bucket or _bucket(environment))
    except DrillError as error:
        print(f"drill: {error}", file=sys.stderr)
        return 1
    return 0


def _act(options: argparse.Namespace, environment: Mapping[str, str], bucket: Bucket) -> None:
    match options.action:
        case "backup":
            url = jobs.address(options.store, environment)
            backup = jobs.back_up(options.store, url, bucket)
            print(f"{backup.prefix}: {backup.size} bytes")
        case "list":
            for prefix in archive.complete(bucket, options.store):
                print(prefix)
        case "check":
            manifest = jobs.check(bucket, _prefix(bucket, options.backup))
            print(f"{options.backup}: {len(manifest.files)} files, every byte as backed up")
        case "restore":
            prefix = _prefix(bucket, options.backup)
            store = next((name for name in STORES if prefix.startswith(f"{name}/")), "redis")
            target = options.into if store == "redis" else jobs.address(store, environment)
            if target is None:
                raise StepFailed("--into is not given: which directory is the server's?")
            manifest = jobs.restore(bucket, prefix, target)
            for name, contents in sorted(manifest.contents.items()):
                print(f"{name}: {contents.count}, same checksum")
            print(f"{prefix}: restored, taken {manifest.taken_at}")


def _prefix(bucket: Bucket, named: str) -> str:
    """Find a backup by its prefix, or a store's newest one by the store's name."""
    return archive.latest(bucket, named) if named in STORES else named.strip("/")


def _bucket(environment: Mapping[str, str]) -> Bucket:
    from tools.drill.s3 import S3Bucket

    try:
        return S3Bucket(environment["BACKUP_BUCKET"], environment["BACKUP_KEY"])
    except KeyError as error:
        message = f"{error.args[0]} is not set"
        raise StepFailed(message) from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.drill",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    one = actions.add_parser("rehearse", help="lose everything on one machine, and get it back")
    one.add_argument(
        "--damage",
        metavar="FILE",
        help="cut a byte off the file called so: it must fail",
    )
    one = actions.add_parser("backup", help="dump a store into the bucket")
    one.add_argument("store", choices=STORES)
    one = actions.add_parser("list", help="complete backups of a store, oldest first")
    one.add_argument("store", choices=STORES)
    one = actions.add_parser("check", help="read a backup to the last byte")
    one.add_argument("backup", metavar="BACKUP", help="prefix, or a store: its newest")
    one = actions.add_parser("restore", help="check a backup, restore it, compare")
    one.add_argument("backup", metavar="BACKUP", help="prefix, or a store: its newest")
    one.add_argument("--into", metavar="DIR", help="Redis: directory of a server at rest")
    return parser


if __name__ == "__main__":
    sys.exit(main())
