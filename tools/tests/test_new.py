"""A function started from the template works right away."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tools.endpoints import read_endpoints
from tools.new import main
from tools.tree import ROOT
from tools.vendor import Stage

if TYPE_CHECKING:
    from pathlib import Path

# Every kind that can be asked for, and the route that follows from its name.
pytestmark = pytest.mark.system

DRAFTS = {
    "find_thing": (["http"], "GET /api/things/{id}"),
    "find_word": (["http", "--public"], "GET /api/words/{id}"),
    "list_things": (["list"], "GET /api/things"),
    "list_words": (["list", "--public"], "GET /api/words"),
    "get_review": (
        ["http", "--below", "courses"],
        "GET /api/courses/{course_id}/reviews/{review_id}",
    ),
    "get_chapter": (
        ["http", "--below", "courses", "--public"],
        "GET /api/courses/{course_id}/chapters/{chapter_id}",
    ),
    "list_lessons": (["list", "--below", "courses"], "GET /api/courses/{course_id}/lessons"),
    "list_study_groups": (
        ["list", "--below", "courses", "--public"],
        "GET /api/courses/{course_id}/study-groups",
    ),
    # Another function has GET /api/courses/{id}.
    "praise_course": (["http"], "GET /api/praise-course/{id}"),
    "praise_user": (["event"], ""),
}


# What is left out of the copy (Terraform, the front end) has generators of its own.
MADE = ("events", "eventing", "openapi")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the repository with a new function of every kind, rendered."""
    copy = tmp_path_factory.mktemp("new") / "repository"
    # Others may be writing bytecode.
    left_out = (".*", "*.pyc.*", "build", "frontend", "node_modules", "terraform")
    ignored = shutil.ignore_patterns(*left_out)
    shutil.copytree(ROOT, copy, ignore=ignored)
    for name, (options, _) in DRAFTS.items():
        assert main([name, *options], copy) == 0
    run(copy, "-m", "tools.generate", *MADE)
    return copy


def run(copy: Path, *arguments: str) -> str:
    """Run Python in the copy, on the copy's own modules, and return what it prints."""
    # What is measured is this tree, not its copy.
    environment = {key: text for key, text in os.environ.items() if "COV" not in key}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env=environment | {"PYTHONPATH": str(copy)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def folders() -> list[str]:
    """Return the folders of the new functions."""
    return [f"functions/{name}" for name in DRAFTS]


def test_a_new_function_is_four_files_and_can_be_staged(copy: Path) -> None:
    """The files of the template are a function like all others."""
    for name in DRAFTS:
        assert sorted(path.name for path in (copy / "functions" / name).glob("*.*")) == [
            "func.yaml",
            "main.py",
            "requirements.txt",
            f"test_{name}.py",
        ]
    assert Stage(copy).run(DRAFTS) == list(DRAFTS)


def test_its_route_follows_from_its_name_and_its_parent(copy: Path) -> None:
    """Nested below a parent, a list without an id, an event without a route."""
    routes = {one.name: one.route for one in read_endpoints(copy) if one.name in DRAFTS}

    assert routes == {name: route for name, (_, route) in DRAFTS.items()}


def test_its_own_tests_pass_as_written(copy: Path) -> None:
    """Every function's tests are found and pass; below a parent they have the parent's 404."""
    printed = run(copy, "-m", "pytest", "-v", "-p", "no:cacheprovider", *folders())

    for name in DRAFTS:
        assert f"functions/{name}/test_{name}.py::" in printed
    for name, (options, _) in DRAFTS.items():
        there = f"test_{name}.py::test_without_such_a_course_there_is_nothing PASSED" in printed
        assert there == ("--below" in options)


def test_it_has_nothing_to_lint(copy: Path) -> None:
    """Style and format are right as written."""
    run(copy, "-m", "ruff", "check", *folders())
    run(copy, "-m", "ruff", "format", "--check", *folders())


def test_its_types_are_right(copy: Path) -> None:
    """Strictly."""
    # What the functions import is checked once and remembered: only the copy's times differ.
    cache = ROOT / "build" / "types-of-new-functions"
    printed = run(copy, "-m", "mypy", f"--cache-dir={cache}", *folders())

    assert "no issues found" in printed


def test_it_keeps_all_conventions(copy: Path) -> None:
    """The tests of the tree's shape pass, those of each function and those of what is rendered."""
    choice = " or ".join([*DRAFTS, "api_description"])
    printed = run(copy, "-m", "pytest", "-v", "tests/test_shape.py", "-k", choice)

    for name in DRAFTS:
        assert f"test_a_function_is_four_files[{name}] PASSED" in printed
    assert "test_every_tool_can_read_the_api_description PASSED" in printed


def test_a_parent_is_a_decision(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The tool asks what happens without one, and says what is written for a start."""
    main(["get_review", "http", "--below", "courses"], tmp_path)
    assert "Decide what happens when there is no such course" in capsys.readouterr().out

    main(["find_thing", "http"], tmp_path)
    assert "Decide" not in capsys.readouterr().out


@pytest.mark.parametrize("options", [["--below", "courses"], ["--public"]])
def test_an_event_has_no_route(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    """Nobody calls it by a path, so nothing can be below another or public."""
    assert main(["praise_user", "event", *options], tmp_path) == 1
    assert "an event function has no route" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["course", "CreateCourse", "create-course", "../create_course"])
def test_a_name_that_is_no_verb_noun_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """The name becomes folder, Python function and service, so it must fit all three."""
    assert main([name, "http"], tmp_path) == 1
    assert "must read like verb_noun" in capsys.readouterr().err
    assert not (tmp_path / "functions").exists()


def test_a_function_that_exists_is_left_alone(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Starting a function twice overwrites nothing."""
    before = (tree / "functions/say_hello/main.py").read_text()

    assert main(["say_hello", "http"], tree) == 1
    assert "functions/say_hello is there already" in capsys.readouterr().err
    assert (tree / "functions/say_hello/main.py").read_text() == before
