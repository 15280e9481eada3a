"""Archives of images as a build leaves them, small enough to be made for each test.

python -m tools.release.tests.archives TAR NAME     # NAME is in the page manifest
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path
from typing import Any

from tools.release.archive import PAGE_MANIFEST

LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"


def pages(name: str) -> dict[str, list[str]]:
    """Make the page manifest of a build that is known by a name."""
    return {"css": [], "js": [f"/assets/{name}.js"], "preload": []}


def archive(path: Path, *layers: dict[str, bytes], nested: bool = False) -> Path:
    """Write the archive of an image with these layers; `nested` with a provenance next to it."""
    blobs: dict[str, bytes] = {}

    def blob(content: bytes, kind: str) -> dict[str, Any]:
        digest = hashlib.sha256(content).hexdigest()
        blobs[f"blobs/sha256/{digest}"] = content
        return {"mediaType": kind, "digest": f"sha256:{digest}", "size": len(content)}

    def document(value: dict[str, Any], kind: str) -> dict[str, Any]:
        return blob(json.dumps(value).encode(), kind)

    # No time in it: the same files make the same archive.
    layer_blobs = [blob(gzip.compress(_tar(files), mtime=0), LAYER) for files in layers]
    entries = [document({"layers": layer_blobs}, MANIFEST)]
    if nested:
        provenance = blob(b"{}", "application/vnd.in-toto+json")
        entries.append(document({"layers": [provenance]}, MANIFEST))
        entries = [document({"manifests": entries}, INDEX)]
    blobs["index.json"] = json.dumps({"schemaVersion": 2, "manifests": entries}).encode()
    path.write_bytes(_tar(blobs))
    return path


def front_end(path: Path, name: str) -> Path:
    """Write the archive of a front end's image."""
    below = {PAGE_MANIFEST: b"{}", "etc/passwd": b""}
    return archive(path, below, {f"./{PAGE_MANIFEST}": json.dumps(pages(name)).encode()})


def _tar(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text))
    return content.getvalue()


if __name__ == "__main__":
    front_end(Path(sys.argv[1]), sys.argv[2])
