"""Stage the files from which the front end's image is built: build/front_end/.

    python -m tools.frontend.image

app/ holds the sources of the build, before/ those of builds that may still be open in a browser:
the previous release, and what an environment is pinned to. api/ holds the pages
of the API, nginx.conf serves all of it. Like build/functions it is neither edited nor committed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from local import yaml_text
from tools.frontend.configuration import FILE
from tools.frontend.sources import FOLDER, is_source
from tools.openapi.site import pages
from tools.ops.errors import GitError
from tools.ops.repository import Repository
from tools.release.history import releases
from tools.tree import ROOT
from tools.vendor import write_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

STAGED = Path("build/front_end")
Sources = dict[str, str]
"""Git's name of each file's content, by path."""


def staged(repository: Repository) -> dict[str, bytes]:
    """Make the folder's files, by path below it. Raises GitError."""
    root = repository.path
    made = {"nginx.conf": (root / FILE).read_bytes()}
    for path in sorted((root / FOLDER).rglob("*")):
        name = path.relative_to(root).as_posix()
        if is_source(name) and path.is_file():
            made[f"app/{name.removeprefix(FOLDER)}"] = path.read_bytes()
    for commit in builds_before(repository):
        for name in sources(repository, commit):
            content = repository.read(commit, name) or b""
            made[f"before/{commit[:12]}/{name.removeprefix(FOLDER)}"] = content
    return made | {f"api/{name}": text for name, text in pages(root).items()}


def builds_before(repository: Repository) -> list[str]:
    """Return the commits with another front end that may still be open in a browser.

    On each line (the newest commit, and what environments are pinned to) that is the newest one
    that was released.
    """
    seen = [sources(repository, "HEAD")]
    found = []
    for line in ("HEAD", *_pins(repository)):
        for commit in releases(repository, line):
            try:
                before = sources(repository, commit)
            except GitError:
                print(f"{commit[:12]} was released and is not in this clone", file=sys.stderr)
                break
            if before != seen[0]:
                if before and before not in seen:
                    seen.append(before)
                    found.append(commit)
                break
    return found


def sources(repository: Repository, commit: str) -> Sources:
    """List what a build read at a commit. Raises GitError."""
    listed = repository.git("ls-tree", "-r", commit, "--", FOLDER).splitlines()
    entries = (line.partition("\t")[::2] for line in listed)
    return {name: entry for entry, name in entries if is_source(name)}


def _pins(repository: Repository) -> Iterator[str]:
    for path in sorted((repository.path / "argocd/environments").glob("*.yaml")):
        revision = str(yaml_text.load(path.read_bytes())["revision"])
        try:
            yield repository.git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        except GitError:
            # A missing branch is the one HEAD is on; a tag may not exist yet.
            continue


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Stage the image's files and print which builds are kept in it."""
    parser = argparse.ArgumentParser(prog="image", description=__doc__.partition("\n")[0])
    parser.parse_args(arguments)
    try:
        files = staged(Repository(root))
    except GitError as error:
        print(f"image: {error}", file=sys.stderr)
        return 1
    write_tree(root / STAGED, files)
    kept = sorted({name.split("/")[1] for name in files if name.startswith("before/")})
    print(
        f"{STAGED}: {len(files)} files, with the builds of {', '.join(kept) or 'no other commit'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
