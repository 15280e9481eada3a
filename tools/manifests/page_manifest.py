"""The files that every page links, stored next to the digest of the image that serves them.

The front end's build lists them (frontend/README.md), a release writes the list and the digest in
one commit, and kustomize passes it to every function that renders pages. So the pages name the
files of one build, and a revert undoes both.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from local import yaml_text
from tools.manifests.names import PREFIX

if TYPE_CHECKING:
    from tools.manifests.names import Manifest

VARIABLE = "LMS_PAGE_MANIFEST"
LABEL = f"{PREFIX}pages"
"""On every service that renders pages."""
KEYS = ("css", "js", "preload")
EMPTY = json.dumps({key: [] for key in KEYS}, separators=(",", ":"))
"""No build yet: pages can be read, and nothing takes over."""
# What the build puts into assets/: no quotes, no spaces, nothing special in YAML or HTML.
_FILE = re.compile(r"/assets/[A-Za-z0-9._-]+")
_NAME, _KEY = "front-end", "page-manifest"
_CONTAINER = "spec.template.spec.containers.[name=user-container]"
_LINE = re.compile(rf"^(\s*- {_KEY}=).*$", re.MULTILINE)


class PageManifestError(Exception):
    """A text is not a page manifest; the message says why."""


def read(text: str | bytes) -> str:
    """Read what a build has written; return it on one line. Raises PageManifestError."""
    try:
        found: Any = json.loads(text)
    except ValueError as error:
        message = f"the page manifest is not JSON: {error}"
        raise PageManifestError(message) from error
    if not isinstance(found, dict) or sorted(found) != list(KEYS):
        message = f"the page manifest must have {', '.join(KEYS)} and nothing else"
        raise PageManifestError(message)
    if not found["js"]:
        message = "the page manifest names no module: nothing would take a page over"
        raise PageManifestError(message)
    for key in KEYS:
        for file in found[key] if isinstance(found[key], list) else [found[key]]:
            if not isinstance(file, str) or not _FILE.fullmatch(file):
                message = f"the page manifest names {file!r}, which is not a file of /assets/"
                raise PageManifestError(message)
    return json.dumps({key: found[key] for key in KEYS}, separators=(",", ":"))


def of(content: bytes) -> str:
    """Read the page manifest out of the component of the digests."""
    document = yaml_text.load(content) or {}
    for one in document.get("configMapGenerator") or ():
        for literal in one.get("literals") or ():
            key, _, value = str(literal).partition("=")
            if key == _KEY:
                return value
    return EMPTY


def replaced(content: bytes, manifest: str) -> bytes:
    """Put another page manifest in, leaving every other byte. Raises PageManifestError."""
    text, count = _LINE.subn(lambda found: found[1] + manifest, content.decode())
    if count != 1:
        message = f"the component of the digests has no line `- {_KEY}=`: run `nox -s generate`"
        raise PageManifestError(message)
    return text.encode()


def parts(manifest: str) -> Manifest:
    """Make the parts of the component that give it to the functions.

    The ConfigMap is only where kustomize takes it from; it never reaches a cluster.
    """
    return {
        "configMapGenerator": [
            {
                "literals": [f"{_KEY}={manifest}"],
                "name": _NAME,
                "options": {
                    "annotations": {"config.kubernetes.io/local-config": "true"},
                    "disableNameSuffixHash": True,
                },
            }
        ],
        "replacements": [
            {
                "source": {"fieldPath": f"data.{_KEY}", "kind": "ConfigMap", "name": _NAME},
                "targets": [
                    {
                        "fieldPaths": [f"{_CONTAINER}.env.[name={VARIABLE}].value"],
                        "select": {
                            "group": "serving.knative.dev",
                            "kind": "Service",
                            "labelSelector": f"{LABEL}=true",
                        },
                    }
                ],
            }
        ],
    }
