"""A whole disaster, on real stores: fill, back up, destroy, restore, rebuild, compare.

Then the opposite: every file of every backup is truncated by one byte, then changed in one byte,
and each time the restore must refuse it by name before it touches a store.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tools.drill import archive, jobs, mongodb, postgres, redis
from tools.drill.errors import BackupDamaged, DrillError, StepFailed
from tools.drill.manifest import STORES, Contents, compare
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tools.drill.manifest import Manifest, Store
    from tools.drill.stores import Stores

RTO_SECONDS = 4 * 3600
# The read model: rows that are derived from MongoDB alone.
READ_MODEL = (
    "public.catalog",
    "public.catalog_counts",
    "public.catalog_lexicon",
    "public.catalog_totals",
)
# Sessions and rate limits that end while the drill runs are no loss.
ENDING_SECONDS = 600

DATABASES: dict[Store, str] = {"postgres": "tables", "mongodb": "collections"}
FIRST = "check and restore redis"
LAST = "compare with what was lost"


@dataclass
class Drill:
    """One rehearsal: its steps and how long each took."""

    stores: Stores
    bucket: archive.Bucket
    steps: list[tuple[str, float, str]] = field(default_factory=list)
    """What, seconds, result."""

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Time a step; its result is whatever is put into the list."""
        print(f"... {name}", flush=True)
        notes: list[str] = []
        began = time.perf_counter()
        yield notes
        self.steps.append((name, time.perf_counter() - began, ", ".join(notes)))

    def run(self, damage: str | None = None) -> None:
        """Rehearse everything. Raises DrillError, as it must with `damage`, a part of a key."""
        with self.step("start the stores") as notes:
            self.stores.start(*STORES, "files")
            notes.append("PostgreSQL, SecantusDB, Valkey, SeaweedFS")
        with self.step("fill them"):
            migrate(self.stores)
            school(self.stores, "fill")
        prefixes, before = self._back_up()
        if damage:
            self.spoil(damage)
        with self.step("destroy the stores") as notes:
            self.stores.destroy()
            notes.append("killed, files deleted")
        self._restore(prefixes, before)
        self._refuse_damage(prefixes)

    def _back_up(self) -> tuple[dict[Store, str], dict[str, dict[str, Contents]]]:
        urls = self.stores.urls
        prefixes: dict[Store, str] = {}
        for store in STORES:
            with self.step(f"back up {store}") as notes:
                backup = jobs.back_up(store, urls[store], self.bucket)
                prefixes[store] = backup.prefix
                notes.append(f"{backup.size:,} bytes to {backup.prefix}/")
            if store == "postgres":
                with self.step("an author goes on working") as notes:
                    school(self.stores, "edit")
                    notes.append("courses newer than PostgreSQL's backup")
        before = {
            "read model": read_model(urls["postgres"]),
            "mongodb": mongodb.contents(urls["mongodb"]),
            "redis": redis.lasting(urls["redis"], ENDING_SECONDS),
        }
        return prefixes, before

    def _restore(self, prefixes: dict[Store, str], before: dict[str, dict[str, Contents]]) -> None:
        urls = self.stores.urls
        with self.step(FIRST):
            folder = str(self.stores.folders["redis"])
            self._announce(jobs.restore(self.bucket, prefixes["redis"], folder))
        with self.step("start the stores again") as notes:
            self.stores.start(*STORES, "files")
            notes.append("two empty, Redis with its keys, the bucket as it was")
        with self.step("compare redis") as notes:
            there = redis.keys(urls["redis"])
            remaining = {name: one for name, one in there.items() if name in before["redis"]}
            compare(before["redis"], remaining, "redis")
            notes.append(f"{len(remaining)} keys: same values, same expiry")
        for store, word in DATABASES.items():
            with self.step(f"check and restore {store}") as notes:
                manifest = jobs.restore(self.bucket, prefixes[store], urls[store])
                self._announce(manifest)
                rows = sum(one.count for one in manifest.contents.values())
                notes.append(f"{len(manifest.contents)} {word}, {rows} in them: ")
                notes[-1] += "same counts and checksums"
        with self.step("rebuild the read model") as notes:
            if read_model(urls["postgres"]) == before["read model"]:
                raise StepFailed("the read model is not behind, so a rebuild would prove nothing")
            school(self.stores, "rebuild")
            notes.append("from MongoDB, which is newer")
        with self.step(LAST) as notes:
            shown = read_model(urls["postgres"])
            compare(before["read model"], shown, "read model")
            compare(before["mongodb"], mongodb.contents(urls["mongodb"]), "mongodb")
            notes.append(f"read model ({shown['public.catalog'].count} courses): same as it was")

        with self.step("look for every file") as notes:
            notes.append(school(self.stores, "files"))

    def _refuse_damage(self, prefixes: dict[Store, str]) -> None:
        damages: dict[str, Callable[[bytes], bytes]] = {"cut by a byte": cut, "one bit": flip}
        with self.step("damage every file of every backup") as notes:
            refused = 0
            for prefix in prefixes.values():
                for key in list(self.bucket.keys(f"{prefix}/")):
                    original = read(self.bucket, key)
                    for word, damaged in damages.items():
                        if not original:
                            continue
                        write(self.bucket, key, damaged(original))
                        expect_refusal(self.bucket, prefix, key, word)
                        refused += 1
                    write(self.bucket, key, original)
            for prefix in prefixes.values():
                jobs.check(self.bucket, prefix)
            notes.append(f"{refused} of {refused} refused by name")

    def spoil(self, part: str) -> None:
        """Cut a byte off the named file, so that the drill must fail."""
        keys = [key for store in STORES for key in self.bucket.keys(f"{store}/") if part in key]
        if len(keys) != 1:
            choice = keys or [key for store in STORES for key in self.bucket.keys(f"{store}/")]
            message = f"--damage {part}: {len(keys)} files are called that, one is wanted of\n"
            raise StepFailed(message + "\n".join(f"  {key}" for key in choice))
        write(self.bucket, keys[0], cut(read(self.bucket, keys[0])))
        print(f"!!! cut one byte off {keys[0]}", flush=True)

    def _announce(self, manifest: Manifest) -> None:
        print(f"    {manifest.store}: taken {manifest.taken_at} by {manifest.made_by}", flush=True)

    def table(self) -> str:
        """Lay out the steps with their times; the time to recover is that of the restore alone."""
        width = max(len(name) for name, _, _ in self.steps)
        lines = [f"{name:{width}}  {took:8.2f} s  {result}" for name, took, result in self.steps]
        names = [name for name, _, _ in self.steps]
        between = self.steps[names.index(FIRST) : names.index(LAST) + 1]
        spent = sum(took for _, took, _ in between)
        lines.append(f"{'from nothing to serving':{width}}  {spent:8.2f} s  of RTO {RTO_SECONDS} s")
        return "\n".join(lines)


def rehearse(damage: str | None = None) -> int:
    """Run the drill and print its table; exit with 1 and the reason when anything differs."""
    from tools.drill.emulator import emulated_bucket
    from tools.drill.stores import Stores

    with tempfile.TemporaryDirectory(prefix="drill-") as scratch:
        folder = Path(scratch)
        stores = Stores(folder / "stores")
        try:
            with emulated_bucket(folder / "emulator.log") as bucket:
                drill = Drill(stores, bucket)
                drill.run(damage)
                print(drill.table())
        except DrillError as error:
            print(f"DRILL FAILED: {error}", file=sys.stderr)
            return 1
        finally:
            stores.close()
    print("Drill passed.")
    return 0


def migrate(stores: Stores) -> None:
    """Apply migrations/ to empty stores. Raises StepFailed."""
    _python(stores, "tools.migrate", "up", "--wait")


def school(stores: Stores, action: str) -> str:
    """Run a part of `school` in a process of its own; return its last line. Raises StepFailed."""
    return _python(stores, "tools.drill.school", action).rpartition("\n")[2]


def read_model(url: str) -> dict[str, Contents]:
    """Sum up the tables of the catalog."""
    return {name: one for name, one in postgres.contents(url).items() if name in READ_MODEL}


def cut(content: bytes) -> bytes:
    """Remove the last byte."""
    return content[:-1]


def flip(content: bytes) -> bytes:
    """Flip one bit in the middle."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def expect_refusal(bucket: archive.Bucket, prefix: str, key: str, word: str) -> None:
    """Check that a damaged file is refused by name. Raises StepFailed when it is not."""
    try:
        jobs.check(bucket, prefix)
    except BackupDamaged as refusal:
        if key in str(refusal):
            return
        message = f"{key} ({word}) was refused, but as: {refusal}"
        raise StepFailed(message) from refusal
    message = f"{key} ({word}) was taken for a good backup"
    raise StepFailed(message)


def read(bucket: archive.Bucket, key: str) -> bytes:
    """Read an object."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "object"
        bucket.get(key, path)
        return path.read_bytes()


def write(bucket: archive.Bucket, key: str, content: bytes) -> None:
    """Overwrite an object; the bucket keeps the previous version."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "object"
        path.write_bytes(content)
        bucket.put(key, path)


def _python(stores: Stores, *module: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *module],
        cwd=ROOT,
        env={
            **os.environ,
            **stores.environment,
            "K_SINK": "http://127.0.0.1:9",
            "LMS_PASSWORD_ROUNDS": "4",  # no real passwords are lost here
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        message = f"{' '.join(module)}: {(done.stderr or done.stdout).strip()[-2000:]}"
        raise StepFailed(message)
    return done.stdout.strip()
