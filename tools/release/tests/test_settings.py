"""Every variable and every secret that a workflow reads is made by somebody."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tools.release import settings
from tools.release.settings import Setting
from tools.tree import ROOT


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Copy what is looked at, to be spoiled."""
    shutil.copytree(ROOT / ".github", tmp_path / ".github")
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "pipeline.md", tmp_path / "docs")
    return tmp_path


def test_whatever_a_workflow_reads_has_a_maker() -> None:
    """And nothing is made that none of them reads."""
    assert settings.unmade(ROOT) == []


def test_a_job_reads_in_the_environment_that_it_runs_in() -> None:
    """A matrix of environments counts for each of them."""
    found = settings.used(ROOT)
    assert Setting("watch-staging", "variable", "WATCH_ROLE_ARN") in found
    assert Setting("staging", "variable", "APPLY_ROLE_ARN") in found
    assert Setting("release", "secret", "RELEASE_APP_PRIVATE_KEY") in found


def test_a_variable_that_nobody_makes_is_named(tree: Path) -> None:
    """A job that reads it would find nothing and fail at the first release."""
    file = tree / ".github" / "workflows" / "release.yml"
    file.write_text(file.read_text().replace("vars.PUSH_ROLE_ARN", "vars.UPLOAD_ROLE_ARN"))
    assert settings.unmade(tree) == [
        "variable UPLOAD_ROLE_ARN (repository): made by nobody",
        "variable PUSH_ROLE_ARN (repository): read by nothing",
    ]


def test_an_environment_without_its_variable_is_named(tree: Path) -> None:
    """Made for production alone is not made for the rehearsal."""
    file = tree / "docs" / "pipeline.md"
    rows = file.read_text().replace(
        "| `watch-staging`, `watch-prod` | variable", "| `watch-prod` | variable"
    )
    file.write_text(rows)
    assert "variable WATCH_ROLE_ARN (repository): made by nobody" in settings.unmade(tree)
