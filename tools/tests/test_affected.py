"""Changed files become the list of functions to build again."""

from __future__ import annotations

import io
import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from tools.affected import affected, folders, main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    ("changed", "functions"),
    [
        (["functions/say_hello/main.py"], ["say_hello"]),
        (["functions/say_hello/func.yaml"], ["say_hello"]),
        (["libs/lms_store/src/lms_store/__init__.py"], ["keep_hello"]),
        (["libs/lms_store/func.yaml"], ["keep_hello"]),
        (["libs/lms_base/src/lms_base/_words.py"], ["keep_hello", "say_hello"]),
        (["libs/lms_base/src/lms_base/_gone.py"], ["keep_hello", "say_hello"]),
        (["libs/lms_runtime/src/lms_runtime/__init__.py"], ["keep_hello", "say_hello"]),
        (["func.yaml"], ["keep_hello", "say_hello"]),
        (["uv.lock", "README.md"], ["keep_hello", "say_hello"]),
        (["functions/Dockerfile"], ["keep_hello", "say_hello"]),
        (["functions/say_hello/test_say_hello.py"], []),
        (["libs/lms_base/README.md", "libs/lms_base/tests/test_words.py"], []),
        (["functions/removed_function/main.py", "docs/glossary.md", ""], []),
    ],
)
def test_a_change_reaches_exactly_the_functions_that_stage_it(
    tree: Path, changed: list[str], functions: list[str]
) -> None:
    """Only what ends up in a staged folder, or decides how folders are staged, counts."""
    assert affected(changed, tree) == functions


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (["functions/say_hello/test_say_hello.py"], ["functions/say_hello"]),
        (["libs/lms_base/src/lms_base/_words.py"], ["functions/say_hello", "libs/lms_base"]),
        (["libs/lms_base/tests/test_words.py"], ["libs/lms_base"]),
        (["functions/say_hello/func.yaml"], ["functions/say_hello", "tests/test_docs.py"]),
        (["tools/ops/world.py"], ["tools/ops"]),
        (["tools/new.py"], ["tools/tests"]),
        (["local/inbox/store.py", "local/ports.py"], ["local"]),
        (["tests/e2e/platform.py", "tests/test_docs.py"], ["tests/e2e", "tests/test_docs.py"]),
        (["tests/e2e_web/visit.py", "tests/test_gone.py"], []),
        (["README.md", "docs/glossary.md", "functions/gone/main.py", "libs/lms_gone/a.py", ""], []),
    ],
)
def test_a_change_touches_the_tests_beside_it_and_those_of_the_functions_it_reaches(
    tree: Path, write: Callable[[str, str], None], changed: list[str], expected: list[str]
) -> None:
    """Folders that exist and have tests; a test that changed reaches nothing but itself."""
    for name in ("tools/ops/tests/test_ops.py", "tools/tests/test_new.py", "local/tests/test_a.py"):
        write(name, "")
    for name in ("tests/e2e/test_seats.py", "tests/test_docs.py"):
        write(name, "")

    assert folders(changed, tree) == expected


def test_the_files_may_come_from_standard_input(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without commits the names are read from standard input, one a line."""
    monkeypatch.setattr("sys.stdin", io.StringIO("libs/lms_store/func.yaml\n"))

    assert main([], tree) == 0
    assert json.loads(capsys.readouterr().out) == ["keep_hello"]


def test_the_files_may_come_from_two_commits(
    tree: Path, write: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Two commits are compared from where their histories parted."""

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=tree, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    write("functions/say_hello/main.py", "import lms_base\n")
    git("commit", "-q", "-a", "-m", "second")

    assert main(["HEAD~1", "HEAD"], tree) == 0
    assert json.loads(capsys.readouterr().out) == ["say_hello"]
    write("libs/lms_base/README.md", "# not committed yet")
    assert main(["--folders", "HEAD~1"], tree) == 0
    assert capsys.readouterr().out.split() == ["functions/say_hello", "libs/lms_base"]
    write("tests/test_new.py", "# not added yet")
    assert main(["--folders", "HEAD"], tree) == 0
    assert "tests/test_new.py" in capsys.readouterr().out.split()
    (tree / "tests/test_new.py").unlink()
    assert main(["--folders", "HEAD"], tree) == 0
    capsys.readouterr()
    git("checkout", "-q", "--", "libs")
    assert main(["--folders", "HEAD"], tree) == 1
    assert capsys.readouterr() == ("", "affected: no test is affected by what changed\n")
    assert main(["nowhere"], tree) == 1
    assert "nowhere" in capsys.readouterr().err
