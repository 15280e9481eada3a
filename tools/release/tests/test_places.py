"""An environment that is released to is there: in AWS, in Argo CD, in Git."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tools.release import places
from tools.tree import ROOT


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Copy what makes an environment, to be spoiled."""
    for folder in ("argocd", "manifests/overlays", "terraform", ".github"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns(".terraform")
        )
    return tmp_path


def test_every_environment_that_is_released_to_is_there() -> None:
    """The release looks at staging and moves production: both are whole."""
    assert places.released_to(ROOT) == {"staging", "prod"}
    assert places.missing(ROOT) == []


@pytest.mark.parametrize(("what", "path"), places.PLACES.items(), ids=lambda one: one)
def test_an_environment_that_lacks_a_part_is_named(tree: Path, what: str, path: str) -> None:
    """A release to it would wait for something that nobody has made."""
    place = path.format("staging")
    (tree / place).unlink()
    assert places.missing(tree) == [f"staging: {what} ({place})"]


def test_an_environment_that_the_pipeline_does_not_apply_is_named(tree: Path) -> None:
    """Terraform that nobody runs makes nothing."""
    file = tree / ".github" / "workflows" / "terraform.yml"
    file.write_text(file.read_text().replace("[dev, staging, prod]", "[dev, prod]"))
    assert places.missing(tree) == [
        "staging: neither planned nor applied (.github/workflows/terraform.yml)"
    ]


def test_an_environment_without_an_account_is_named(tree: Path) -> None:
    """Its roles for the pipeline are made by bootstrap, which knows its environments."""
    file = tree / "terraform" / "bootstrap" / "variables.tf"
    file.write_text(file.read_text().replace('"staging", ', ""))
    assert places.missing(tree) == [
        "staging: no account that bootstrap knows (terraform/bootstrap)"
    ]
