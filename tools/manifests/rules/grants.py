"""Rights have holders: no role without a binding, no group without members."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, name_of, namespace_of, where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tools.manifests.applications import Application

ACCESS = "terraform/modules/cluster/access.tf"


def check(root: Path, applications: Iterable[Application]) -> Iterator[Finding]:
    """Follow roles to those who have them, and groups to the access entries that make them."""
    documents = [one for each in applications for one in each.documents]
    entered = set(re.findall(r'"(learning:[a-z]+)"', (root / ACCESS).read_text("utf-8")))
    bound = set()
    for one in documents:
        if one["kind"] not in {"ClusterRoleBinding", "RoleBinding"}:
            continue
        kind = one["roleRef"]["kind"]
        bound.add(
            (kind, "" if kind == "ClusterRole" else namespace_of(one), one["roleRef"]["name"])
        )
        subjects = one.get("subjects") or []
        if not subjects:
            yield Finding("granted-to-nobody", where(one), "it has no subject")
        for who in subjects:
            known = who["name"] in entered or who["name"].startswith("system:")
            if who["kind"] == "Group" and not known:
                yield Finding(
                    "granted-to-nobody", where(one), f"nobody is in {who['name']}: {ACCESS}"
                )
            if who["kind"] == "User":
                yield Finding(
                    "granted-to-nobody", where(one), "people come as groups, never by name"
                )
    for one in documents:
        if (
            one["kind"] in {"ClusterRole", "Role"}
            and (
                one["kind"],
                namespace_of(one),
                name_of(one),
            )
            not in bound
        ):
            yield Finding("granted-to-nobody", where(one), "no binding gives it to anybody")
