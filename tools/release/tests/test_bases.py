"""Bases are named by digest, so that all images of a release stand on the same ones."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.release import bases
from tools.release.tests.conftest import Git, Step
from tools.tree import ROOT

DIGEST = f"sha256:{'ab' * 32}"


@pytest.fixture
def skopeo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Pretend a registry that has every tag, by a program that can be rewritten."""
    program = tmp_path / "skopeo"
    program.write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/asked\necho {DIGEST}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    bases.pin.cache_clear()
    yield program
    bases.pin.cache_clear()


def test_every_base_of_a_dockerfile_is_pinned(skopeo: Path) -> None:
    """The default of its argument says which tag is asked for."""
    assert bases.pinned(ROOT, "functions/Dockerfile") == {"BASE": f"python@{DIGEST}"}
    found = bases.pinned(ROOT, "frontend/Dockerfile")
    assert found == {"NODE": f"node@{DIGEST}", "BASE": f"nginxinc/nginx-unprivileged@{DIGEST}"}


def test_a_tag_is_asked_for_once(skopeo: Path) -> None:
    """Fifty-nine functions have one base, though the tag moves in between."""
    for _ in range(3):
        bases.pinned(ROOT, "functions/Dockerfile")
    assert len((skopeo.parent / "asked").read_text().splitlines()) == 1


def test_the_plan_hands_digests_to_every_build(
    skopeo: Path, git: Git, step: Step, capsys: pytest.CaptureFixture[str]
) -> None:
    """In addition to what the build is given anyway."""
    assert step("plan", "--pin-bases") == 0
    found = json.loads(capsys.readouterr().out.splitlines()[0].removeprefix("images="))
    arguments = {image["service"]: image["arguments"].splitlines() for image in found}
    assert arguments["log-in"] == [
        "FUNCTION=log_in",
        "SOURCE_DATE_EPOCH=0",
        f"BASE=python@{DIGEST}",
    ]
    assert f"NODE=node@{DIGEST}" in arguments["front-end"]
    assert arguments["migrate"] == ["SOURCE_DATE_EPOCH=0", f"BASE=python@{DIGEST}"]


@pytest.mark.parametrize(
    ("script", "words"),
    [("echo denied >&2; exit 1", "denied"), ("echo latest", "latest")],
)
def test_what_is_no_digest_is_no_base(skopeo: Path, script: str, words: str) -> None:
    """A registry that refuses, or says something else."""
    skopeo.write_text(f"#!/bin/sh\n{script}\n")
    with pytest.raises(bases.RegistryError, match=words):
        bases.pin("python:3.11-slim")


def test_without_skopeo_the_step_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """In its own words, not as a traceback."""
    bases.pin.cache_clear()
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(bases.RegistryError) as caught:
        bases.pin("python:3.11-slim")
    assert "skopeo" in caught.value.next_step
