"""What is rendered and what is in Git are the same: each kind of difference is named."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tools.manifests import check, digests
from tools.manifests.build import overlay
from tools.manifests.documents import Documents, name_of
from tools.manifests.rules import Case, lint
from tools.manifests.rules.front_end import named
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tools.manifests.plan import Function


PAGES = '{"css":["/assets/a-1.css"],"js":["/assets/a-2.js"],"preload":[]}'


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a tree to spoil."""
    return copied(tmp_path)


def copied(root: Path) -> Path:
    """Copy what the manifests are made from, and the manifests."""
    for name in ("func.yaml", "uv.lock", "functions", "libs", "manifests", "eventing"):
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("tests", "test_*", "__pycache__", "platform")
            shutil.copytree(source, root / name, ignore=ignored)
        else:
            shutil.copy(source, root / name)
    return root


def edit(root: Path, name: str, old: str, new: str) -> None:
    """Replace a text that must be there."""
    path = root / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


KSVC = "manifests/base/learning/ksvc"
DRIFTS: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "func.yaml changed, manifest not": (
        f"{KSVC}/create-enrollment.yaml",
        lambda root: edit(root, "functions/create_enrollment/func.yaml", "max: 12", "max: 13"),
    ),
    "manifest edited by hand": (
        f"{KSVC}/log-in.yaml",
        lambda root: edit(root, f"{KSVC}/log-in.yaml", "256Mi", "512Mi"),
    ),
    "a route changed in func.yaml": (
        "manifests/base/routes/auth.yaml",
        lambda root: edit(root, "functions/log_out/func.yaml", "/auth/logout", "/auth/sign-out"),
    ),
    "a new import of a store": (
        "manifests/base/network/to-mongodb.yaml",
        lambda root: edit(
            root, "functions/log_out/main.py", "\nfrom ", "\nimport lms_mongo\nfrom "
        ),
    ),
    "the app's files scaled by hand": (
        f"{KSVC}/front-end.yaml",
        lambda root: edit(root, f"{KSVC}/front-end.yaml", "max-scale: '6'", "max-scale: '60'"),
    ),
    "a function that is gone": (
        f"{KSVC}/get-jwks.yaml",
        lambda root: shutil.rmtree(root / "functions" / "get_jwks"),
    ),
    "a left-over file": (
        f"{KSVC}/old.yaml",
        lambda root: (root / KSVC / "old.yaml").write_text("kind: Service\n"),
    ),
}


def test_drift_between_functions_and_manifests_is_caught(copy: Path) -> None:
    """Every rendered file that is not what the functions make is named, and none before."""
    assert check.drift(copy) == []
    for _, change in DRIFTS.values():
        change(copy)

    found = {finding.where for finding in check.drift(copy)}
    assert [name for name, (file, _) in DRIFTS.items() if file not in found] == []


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a tree after the release of a front end, and with a tag written by hand."""
    root = copied(tmp_path_factory.mktemp("released"))
    digests.write(root, {"front-end": f"sha256:{'ab' * 32}"}, PAGES)
    path = root / digests.FILE
    path.write_text(re.sub(r"digest: sha256:\w+", "newTag: v1", path.read_text(), count=1))
    return root


@pytest.fixture(scope="module")
def overlays(released: Path) -> dict[str, Documents]:
    """Build its real environments with the real kustomize."""
    return {name: overlay(released, name) for name in ("staging", "prod")}


def test_a_tag_in_the_digests_component_is_caught_in_production(
    released: Path, overlays: dict[str, Documents], functions: tuple[Function, ...]
) -> None:
    """One tag in the one file, and both real environments are red."""
    assert digests.FILE in {finding.where for finding in check.drift(released)}
    for documents in overlays.values():
        found = lint(Case(released, documents, functions))
        assert [one.where for one in found if one.rule == "image-by-tag"] == [
            "Service/learning/add-learner"
        ]


def test_every_function_that_renders_pages_gets_them(
    overlays: dict[str, Documents], functions: tuple[Function, ...]
) -> None:
    """By its label, in each real environment."""
    rendering = {one.name for one in functions if "lms_site" in one.libraries}
    assert "render-page" in rendering
    for documents in overlays.values():
        found = {name_of(one): named(one) for one in documents.services if named(one) is not None}
        assert found == dict.fromkeys(rendering, PAGES)
        assert not list(documents.of("ConfigMap"))
