"""The files themselves: the layout that kn reads, and no secret in any of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, load
from tools.manifests.names import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.rules.case import Case

FOLDERS = ("manifests", "eventing", "argocd")
# Nothing else looks like these, so every file of the repository is searched for them.
KEYS = (
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"), "a private key"),
    (re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"), "an AWS access key"),
    (re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b"), "a GitHub token"),
    (re.compile(r"\"d\":\s*\"[A-Za-z0-9_-]{40,}\""), "a private JWK"),
)
SECRETS = (
    *KEYS,
    (re.compile(r"://[^/\s:@{}$]*:[^/\s@{}$]+@"), "an address with a password"),
    (
        re.compile(
            r"^\s*-?\s*[\w-]*(?:password|passwd|api[-_]?key|client[-_]?secret):\s*[\"']?\w{8,}[\"']?\s*$",
            re.IGNORECASE | re.MULTILINE,
        ),
        "a password",
    ),
    (re.compile(r"^kind:\s*Secret\s*$", re.MULTILINE), "a Secret"),
)


def kn_layout(case: Case) -> Iterator[Finding]:
    """`kn service list --target manifests/base` works: one service a file, and nothing else."""
    base = case.root / "manifests" / "base"
    for path in sorted((base / NAMESPACE).rglob("*.yaml")):
        place = path.relative_to(case.root).as_posix()
        if path.parent != base / NAMESPACE / "ksvc":
            yield Finding("kn-layout", place, "kn stops reading at a .yaml outside ksvc/")
            continue
        found = load(path.read_bytes())
        names = [one["metadata"]["name"] for one in found if one.get("kind") == "Service"]
        if names != [path.stem] or len(found) != 1:
            yield Finding("kn-layout", place, "must hold one Service, named like the file")
        if re.search(rb"(^|\s)#", path.read_bytes()):
            yield Finding("kn-layout", place, "`kn service update` would lose the comment")
    # kn reads names in order and leaves a folder at the first .yaml that is not a service.
    for path in sorted(base.glob("*.yaml")):
        place = path.relative_to(case.root).as_posix()
        yield Finding("kn-layout", place, "`kn service list -A` would stop here: name it .yml")


def no_secrets(case: Case) -> Iterator[Finding]:
    """No manifest in Git holds anything secret."""
    for folder in FOLDERS:
        for path in sorted((case.root / folder).rglob("*.y*ml")):
            text = path.read_text(encoding="utf-8")
            for pattern, what in SECRETS:
                if pattern.search(text):
                    place = path.relative_to(case.root).as_posix()
                    yield Finding("secret-in-git", place, f"looks like {what}")
