"""The bases of the images, by digest: a tag may be another image tomorrow, or in the next job."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from typing import TYPE_CHECKING

from tools.ops.errors import OpsError

if TYPE_CHECKING:
    from pathlib import Path

# A Dockerfile's base is an argument whose default is a tag.
_BASE = re.compile(r"^ARG (BASE|NODE)=(\S+)$", re.MULTILINE)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class RegistryError(OpsError):
    """The registry of a base image could not be queried."""


def pinned(root: Path, dockerfile: str) -> dict[str, str]:
    """Return the arguments that put today's digests into a Dockerfile. Raises RegistryError."""
    text = (root / dockerfile).read_text(encoding="utf-8")
    return {name: pin(reference) for name, reference in _BASE.findall(text)}


@cache
def pin(reference: str) -> str:
    """Ask what a tag names now: `python:3.11-slim` is python@sha256:... Raises RegistryError."""
    command = ["skopeo", "inspect", "--format", "{{.Digest}}", f"docker://{reference}"]
    next_step = "is skopeo installed, and does its registry answer?"
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RegistryError(f"{reference}: {error}", next_step=next_step) from error
    digest = done.stdout.strip()
    if done.returncode != 0 or not _DIGEST.fullmatch(digest):
        message = f"{reference}: {done.stderr.strip() or digest}"
        raise RegistryError(message, next_step=next_step)
    return f"{reference.rpartition(':')[0]}@{digest}"
