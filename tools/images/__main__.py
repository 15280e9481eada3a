"""Build the images without a Docker daemon, and start each as a cluster does.

    python -m tools.images [NAME ...]                # folders of functions, migrations, front_end
    python -m tools.images --true-bases [NAME ...]   # on the bases that releases have
    python -m tools.images --archive TAR NAME        # an image that was built elsewhere

Each is started as its own user with a read-only root and no capabilities, and its health is
checked; the migration runs on embedded stores, twice. The bases are stand-ins built from Debian's
packages, unless the true ones are requested, which needs a reachable registry. Exits with 0 when
all is well, 1 when an image is faulty, 2 when this machine cannot build any.
"""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.frontend import image as front_end
from tools.images import needs, registries, report, starts
from tools.images.bases import StandIns
from tools.images.buildah import Buildah, Built
from tools.images.errors import CannotRunError, ImageFault
from tools.manifests.names import FRONT_END, MIGRATION
from tools.ops.errors import OpsError
from tools.ops.repository import Repository
from tools.release import bases as true_bases
from tools.release.history import Image, image_of
from tools.tree import ROOT, function_folders
from tools.vendor import STAGED, Stage

FOLDER = Path(".nox/image-builds")
# In addition to functions, which are called as their folders are.
_FOLDERS = {"migrations": MIGRATION, "front_end": FRONT_END}


class Workshop:
    """Builds and starts the images of one tree."""

    def __init__(self, root: Path, scratch: Path, *, true: bool) -> None:
        self._root = root
        self._true = true
        self._buildah = Buildah(root / FOLDER)
        self._stand_ins = StandIns(self._buildah, root)
        self._registries = registries.Registries(scratch)
        locks = ("uv.lock", "frontend/package-lock.json")
        public = "".join((root / name).read_text() for name in locks)
        self._traces = self._registries.traces(public)

    def build(self, image: Image, *, again: bool = False) -> tuple[Built, int]:
        """Build one image; return it and the number of its base's layers. Raises ImageFault."""
        arguments = image.given
        if self._true:
            arguments |= true_bases.pinned(self._root, image.dockerfile)
        else:
            arguments |= self._stand_ins.arguments(image.dockerfile)
        built = self._buildah.build(
            f"localhost/learning/{image.service}:{'again' if again else 'built'}",
            self._root / image.context,
            self._root / image.dockerfile,
            arguments,
            mounts=self._registries.mounts,
            pull=self._true,
            again=again,
        )
        return built, len(self._buildah.inspect(arguments["BASE"]).layers)

    def close(self) -> None:
        """Unmount everything."""
        self._buildah.close()

    def load(self, archive: Path, image: Image) -> Built:
        """Load an image from an archive."""
        return self._buildah.load(archive, f"localhost/learning/{image.service}:loaded")

    def start(self, built: Built, image: Image) -> float:
        """Let an image do its job; return the seconds it took. Raises ImageFault."""
        with self._buildah.mounted(built.name) as files:
            registries.look_for_traces(files, self._traces)
            if image.service == MIGRATION:
                return starts.run_migration(built, files)
            if image.service == FRONT_END:
                return starts.start_front_end(built, files)
            return starts.start_function(built, files, image.function, self._root)


def work(workshop: Workshop, images: Sequence[Image], root: Path) -> Iterator[report.Row]:
    """Build and start each image, and report it. Raises ImageFault."""
    for image in images:
        began = time.monotonic()
        with named(image):
            built, base = workshop.build(image)
            middle = time.monotonic()
            seconds = workshop.start(built, image)
        requirements = root / STAGED / image.function / "requirements.txt"
        needs_of_it = requirements.read_text() if requirements.exists() else ""
        print(
            f"{image.service:26} built in {middle - began:5.1f} s, well after {seconds:4.1f} s as"
            f" {built.configuration['User']}, read-only, no capabilities",
            flush=True,
        )
        yield report.Row(built, base, seconds, needs_of_it)


@contextlib.contextmanager
def named(image: Image) -> Iterator[None]:
    """Prefix a fault with the image's name."""
    try:
        yield
    except ImageFault as error:
        raise ImageFault(f"{image.service}: {error}") from error


def run(names: Sequence[str], root: Path, *, true: bool, archive: Path | None) -> None:
    """Build, start and report. Raises CannotRunError, ImageFault and OpsError."""
    needs.find_programs()
    repository = Repository(root)
    images = [image_of(name, repository) for name in chosen(names, root)]
    Stage(root).run()
    with (
        tempfile.TemporaryDirectory(prefix="images-") as scratch,
        contextlib.closing(Workshop(root, Path(scratch), true=true)) as workshop,
    ):
        if archive:
            with named(images[0]):
                seconds = workshop.start(workshop.load(archive, images[0]), images[0])
            print(f"{images[0].service} of {archive} is well after {seconds:.1f} s")
            return
        if any(image.service == FRONT_END for image in images) and front_end.main([], root):
            raise ImageFault("the front end's sources cannot be staged")
        rows = list(work(workshop, images, root))
        report.check_shared(rows)
        print("\n" + report.table(rows))
        again = next((one for one in images if one.dockerfile.startswith("functions/")), images[0])
        if again.service != FRONT_END:
            first = rows[images.index(again)].built
            report.check_same(first, workshop.build(again, again=True)[0])
            print(f"{again.service} was built again without a cache: the same layers")


def chosen(names: Sequence[str], root: Path) -> list[str]:
    """Find images by the names of folders or services; all when none is named.

    Raises CannotRunError.
    """
    folders = {name: name for name in function_folders(root)} | _FOLDERS
    known = folders | {one.replace("_", "-"): one for one in folders.values()}
    if unknown := [name for name in names if name not in known]:
        raise CannotRunError(f"there is no image of {', '.join(unknown)}")
    return [known[name] for name in names] or list(folders.values())


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Build, start, report."""
    parser = argparse.ArgumentParser(
        prog="images", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="images (default: all)")
    parser.add_argument("--true-bases", action="store_true", help="by digest, from their registry")
    parser.add_argument("--archive", type=Path, metavar="TAR", help="start this, build nothing")
    options = parser.parse_args(arguments)
    if options.archive and len(options.names) != 1:
        parser.error("--archive needs the name of its image")
    try:
        run(options.names, root, true=options.true_bases, archive=options.archive)
    except (CannotRunError, subprocess.CalledProcessError) as error:
        print(f"images: cannot run here: {error}", file=sys.stderr)
        return 2
    except (ImageFault, OpsError, subprocess.TimeoutExpired) as error:
        print(f"images: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
