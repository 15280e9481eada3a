"""The images of the real clusters: one Kustomize component, the only file that a release writes.

`nox -s generate` keeps its list of names complete; the digests in it are the pipeline's. A function
whose image was never built has a digest of all zeros, which no registry can serve: it is refused by
admission and by `check --release`, and `missing` lists it for the first build. Next to the
front end's digest are the files that pages link: both belong to one build, or neither changes.

    python -m tools.manifests.digests set SERVICE=sha256:... [...] [--page-manifest FILE]
    python -m tools.manifests.digests missing
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from local import yaml_text
from tools import func_yaml
from tools.manifests import page_manifest
from tools.manifests.names import FRONT_END, MIGRATION
from tools.manifests.services import LOCAL_REGISTRY
from tools.tree import ROOT, function_folders

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tools.manifests.names import Manifest

FILE = "manifests/components/digests/kustomization.yaml"
HEADER = b"""\
# The image of each function, by digest. Written by the release pipeline
# (`python -m tools.manifests.digests set SERVICE=sha256:...`) and by nothing else; `nox -s
# generate` only adds and removes names. The digest of all zeros means: never built. The page
# manifest names the files that pages link; they are those of the front end's image.
"""
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
ZERO = "sha256:" + "0" * 64


class DigestError(Exception):
    """A digest cannot be written; the message says why."""


def read(root: Path) -> dict[str, str]:
    """Read the digests by service; empty when the file does not exist yet."""
    path = root / FILE
    document = yaml_text.load(path.read_bytes()) if path.exists() else {}
    return {
        # A tag written by hand is not a digest; the check refuses it by name.
        one["name"].rpartition("/")[2]: one.get("digest", ZERO)
        for one in document.get("images", ())
    }


def component(root: Path, services: Iterable[str]) -> bytes:
    """Make the file for these services, with the digests that are known."""
    registry = str(func_yaml.read(root / "func.yaml")["registry"])
    names = dict.fromkeys(services, ZERO) | {FRONT_END: ZERO, MIGRATION: ZERO}
    return _dump(names, read(root), registry, _page_manifest(root))


def write(root: Path, digests: Mapping[str, str], manifest: str | None = None) -> None:
    """Insert new digests, and with the front end's the files that pages link.

    Raises DigestError for an unknown service, an invalid digest, or only one of the two.
    """
    known = read(root)
    if (FRONT_END in digests) != (manifest is not None):
        message = f"{FRONT_END} and the page manifest are of one build: give both or neither"
        raise DigestError(message)
    for name, digest in digests.items():
        if name not in known:
            message = f"{name} is not in {FILE}: run `nox -s generate` first"
            raise DigestError(message)
        if not DIGEST.fullmatch(digest) or digest == ZERO:
            message = f"{name}: {digest} is not the digest of an image"
            raise DigestError(message)
    registry = str(func_yaml.read(root / "func.yaml")["registry"])
    content = _dump(known, digests, registry, manifest or _page_manifest(root))
    (root / FILE).write_bytes(content)


def missing(root: Path) -> list[str]:
    """Return the images that were never built."""
    return sorted(name for name, digest in read(root).items() if digest == ZERO)


def _page_manifest(root: Path) -> str:
    path = root / FILE
    return page_manifest.of(path.read_bytes()) if path.exists() else page_manifest.EMPTY


def _dump(
    names: Mapping[str, str], digests: Mapping[str, str], registry: str, manifest: str
) -> bytes:
    images = [
        {
            "name": f"{LOCAL_REGISTRY}/{name}",
            "newName": f"{registry}/{name}",
            "digest": digests.get(name, names[name]),
        }
        for name in sorted(names)
    ]
    document: Manifest = {
        "apiVersion": "kustomize.config.k8s.io/v1alpha1",
        "kind": "Component",
        "images": images,
        **page_manifest.parts(manifest),
    }
    return HEADER + func_yaml.dump(document)


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Set digests or list missing ones; exit with 1 and one line when that fails."""
    parser = argparse.ArgumentParser(prog="digests", description=__doc__.partition("\n")[0])
    actions = parser.add_subparsers(dest="action", required=True)
    setting = actions.add_parser("set", help="write digests after a build")
    setting.add_argument("digests", nargs="+", metavar="SERVICE=DIGEST")
    setting.add_argument(
        "--page-manifest", type=Path, metavar="FILE", help=f"of the build of {FRONT_END}"
    )
    actions.add_parser("missing", help="functions without an image, as a JSON list of folders")
    options = parser.parse_args(arguments)
    if options.action == "missing":
        folders = {name.replace("_", "-"): name for name in function_folders(root)}
        print(json.dumps([folders.get(name, name) for name in missing(root)]))
        return 0
    given = options.page_manifest
    try:
        manifest = page_manifest.read(given.read_bytes()) if given else None
        write(root, dict(text.partition("=")[::2] for text in options.digests), manifest)
    except (DigestError, OSError, page_manifest.PageManifestError) as error:
        print(f"digests: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
