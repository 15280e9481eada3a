"""What is in an image, read from the archive its build left (OCI image layout)."""

from __future__ import annotations

import json
import tarfile
from typing import TYPE_CHECKING, Any

from tools.manifests import page_manifest
from tools.ops.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# As frontend/Dockerfile lays it out.
PAGE_MANIFEST = "srv/app/page-manifest.json"


def page_manifest_of(archive: Path) -> str:
    """Read the page manifest of the front end's image. Raises UsageError."""
    try:
        with tarfile.open(archive) as image:
            return page_manifest.read(_file(image, PAGE_MANIFEST))
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        fault = f"cannot be read: {error}"
    except page_manifest.PageManifestError as error:
        fault = str(error)
    raise UsageError(
        f"{archive}: {fault}",
        next_step="is it the archive of the front end? frontend/Dockerfile says what is in it",
    )


def _file(image: tarfile.TarFile, name: str) -> bytes:
    """Read a file out of the topmost layer that has it. Raises KeyError."""
    index = json.loads(_member(image, "index.json"))
    for layer in _layers(image, index):
        with tarfile.open(fileobj=image.extractfile(_blob(layer))) as files:
            for member in files:
                if member.name.removeprefix("./") == name and (file := files.extractfile(member)):
                    return file.read()
    raise KeyError(name)


def _layers(image: tarfile.TarFile, index: dict[str, Any]) -> Iterator[str]:
    """Return the digests of all layers, the topmost first; an index may be in an index."""
    for one in index["manifests"]:
        document = json.loads(_member(image, _blob(one["digest"])))
        if "manifests" in document:
            yield from _layers(image, document)
        else:
            # What describes an image (its provenance) has no layers of files.
            layers = document.get("layers", ())
            yield from (
                layer["digest"] for layer in reversed(layers) if "tar" in layer["mediaType"]
            )


def _blob(digest: str) -> str:
    return f"blobs/{digest.replace(':', '/')}"


def _member(image: tarfile.TarFile, name: str) -> bytes:
    file = image.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file.read()
