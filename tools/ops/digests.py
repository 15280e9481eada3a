"""The one file that says which image each function runs: entries of kustomize's `images`.

The pipeline's bot writes it at a release, a promoted canary writes it for one function. It is
edited in place, so that nothing but the digest changes.
"""

from __future__ import annotations

import re
from typing import Any

from local import yaml_text
from tools.ops.errors import UsageError
from tools.ops.traffic import IMAGE

# An entry of the list, whatever the order of its lines.
BLOCK = re.compile(r"^(?=\s*- )", re.MULTILINE)
DIGEST = re.compile(r"(\bdigest: [\"']?)sha256:[0-9a-f]{64}")


def holds_digests(content: bytes) -> bool:
    """Tell whether a kustomization is the one with the functions' digests."""
    document = yaml_text.load(content) or {}
    images: list[dict[str, Any]] = (
        document.get("images") or [] if isinstance(document, dict) else []
    )
    return bool(images) and all("digest" in image for image in images)


def digest_of(content: bytes, service: str, path: str) -> str:
    """Return the digest of a service. Raises UsageError when the file lacks it."""
    return str(_entry(content, service, path)["digest"])


def with_digest(content: bytes, service: str, image: str, path: str) -> bytes:
    """Return the file with another digest for the service. Raises UsageError."""
    entry = _entry(content, service, path)
    match = IMAGE.fullmatch(image)
    name = re.compile(rf"\bname: [\"']?{re.escape(entry['name'])}[\"']?\s*(#.*)?$", re.MULTILINE)
    blocks = BLOCK.split(content.decode())
    for number, block in enumerate(blocks):
        if match and name.search(block):
            blocks[number], count = DIGEST.subn(rf"\g<1>{match['digest']}", block)
            if count == 1:
                return "".join(blocks).encode()
    raise UsageError(
        f"{path} has no line `digest:` in the block of {entry['name']}",
        next_step="write each entry as a block: name, newName, digest, one a line",
    )


def _entry(content: bytes, service: str, path: str) -> dict[str, Any]:
    images: list[dict[str, Any]] = (yaml_text.load(content) or {}).get("images") or []
    for image in images:
        if image["name"].rpartition("/")[2] == service:
            return image
    raise UsageError(
        f"{path} has no image for {service}",
        next_step="`nox -s generate` adds new functions; or is the service's name misspelled?",
    )
