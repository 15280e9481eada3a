"""Staging: what a staged folder holds, that it is reproducible, and what is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tools import func_yaml
from tools.vendor import Stage, VendorError, main, tree_hash

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[[str, str], None]


def staged(tree: Path, name: str) -> set[str]:
    """Name the files of one staged folder."""
    folder = tree / "build/functions" / name
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_staged_folder_holds_the_import_closure(tree: Path) -> None:
    """A library reached through another one is staged; tests and READMEs are not."""
    Stage(tree).run()

    assert staged(tree, "keep_hello") == {
        "main.py",
        "func.yaml",
        "requirements.txt",
        "lms_base/__init__.py",
        "lms_base/_words.py",
        "lms_base/words.txt",
        "lms_runtime/__init__.py",
        "lms_store/__init__.py",
    }


def test_a_library_that_is_not_imported_is_not_staged(tree: Path) -> None:
    """A function carries nothing that it does not reach."""
    Stage(tree).run()

    assert "lms_store/__init__.py" not in staged(tree, "say_hello")


def test_func_yaml_is_complete(tree: Path) -> None:
    """Root defaults, library fragments, the function's own words and the target are merged."""
    Stage(tree).run()

    document = func_yaml.read(tree / "build/functions/keep_hello/func.yaml")
    envs = {item["name"]: item["value"] for item in document["run"]["envs"]}
    assert document["specVersion"] == "0.36.0"
    assert document["created"] == "0001-01-01T00:00:00Z"
    assert document["name"] == "keep-hello"
    assert envs["REDIS_URL"] == "{{ secret:redis:url }}"
    assert envs["LMS_LOG_LEVEL"] == "INFO"
    assert envs["FUNCTION_TARGET"] == "keep_hello"
    assert envs["FUNCTION_SIGNATURE_TYPE"] == "cloudevent"
    assert envs["FUNCTION_USE_ASGI"] == "1"
    assert envs["LMS_ROUTE"] == "EVENT"
    assert (envs["LMS_DELIVERY_RETRY"], envs["LMS_DELIVERY_BACKOFF_DELAY"]) == ("5", "PT0.5S")


def test_a_function_overrides_the_defaults(tree: Path) -> None:
    """What a function's own func.yaml says wins over the root, and its route is an environment."""
    Stage(tree).run()

    document = func_yaml.read(tree / "build/functions/say_hello/func.yaml")
    envs = {item["name"]: item["value"] for item in document["run"]["envs"]}
    assert envs["LMS_LOG_LEVEL"] == "DEBUG"
    assert envs["LMS_ROUTE"] == "GET /api/hello/{id}"
    assert "REDIS_URL" not in envs
    assert "LMS_DELIVERY_RETRY" not in envs


def test_requirements_are_pinned_hashed_and_only_the_functions_own(tree: Path) -> None:
    """Extras, companions and conditions are followed; what no system here needs is left out."""
    Stage(tree).run()

    lines = (tree / "build/functions/keep_hello/requirements.txt").read_text()
    assert [line for line in lines.splitlines() if "==" in line] == [
        "hiredis==3.0 \\",
        "redis==8.0 \\",
        "uvicorn==0.5 \\",
        "uvloop==0.2 \\",
    ]
    other = (tree / "build/functions/say_hello/requirements.txt").read_text()
    assert "starlette==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:ab\n" in other
    assert "typing-extensions==4.9 ; python_full_version < '3.13' \\" in other
    assert "redis" not in other
    assert "colorama" not in other


def test_staging_twice_gives_the_same_bytes(
    tree: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Another checkout in another folder stages the same tree."""
    other = tmp_path_factory.mktemp("other") / "checkout"
    shutil.copytree(tree, other)
    Stage(tree).run()
    Stage(other).run()

    assert tree_hash(tree / "build/functions") == tree_hash(other / "build/functions")


def test_the_tree_hash_notices_every_change(tree: Path) -> None:
    """A byte more, or the same bytes under another name, is another tree."""
    Stage(tree).run()
    folder = tree / "build/functions/say_hello"
    before = tree_hash(folder)
    (folder / "main.py").rename(folder / "other.py")
    renamed = tree_hash(folder)
    (folder / "other.py").write_text("x = 1\n")

    assert len({before, renamed, tree_hash(folder)}) == 3


def test_only_what_changed_is_written(tree: Path, write: Write) -> None:
    """A second run writes nothing; a changed library touches the functions that reach it."""
    stage = Stage(tree)
    assert stage.run() == ["keep_hello", "say_hello"]
    main_py = tree / "build/functions/say_hello/main.py"
    os.utime(main_py, (1, 1))

    assert Stage(tree).run() == []
    write("libs/lms_store/src/lms_store/__init__.py", "import lms_base\n")
    assert Stage(tree).run() == ["keep_hello"]
    assert main_py.stat().st_mtime == 1


def test_what_is_gone_disappears(tree: Path, write: Write) -> None:
    """A removed function, a removed module and a stray file leave the staged tree."""
    Stage(tree).run()
    (tree / "build/functions/say_hello/stray").mkdir()
    (tree / "build/functions/say_hello/stray/file.py").write_text("")
    (tree / "build/functions/note.txt").write_text("")
    shutil.rmtree(tree / "functions/keep_hello")
    (tree / "libs/lms_base/src/lms_base/words.txt").unlink()
    write(
        "functions/say_hello/func.yaml",
        "name: say-hello\ndeploy: {annotations: {learning.org/route: GET /}}",
    )
    Stage(tree).run()

    assert [path.name for path in (tree / "build/functions").iterdir()] == ["say_hello"]
    assert "lms_base/words.txt" not in staged(tree, "say_hello")
    assert not (tree / "build/functions/say_hello/stray").exists()


def test_staging_one_function_leaves_the_others(tree: Path) -> None:
    """Named functions are staged; what is next to them stays."""
    Stage(tree).run()
    assert Stage(tree).run(["say_hello"]) == []

    assert (tree / "build/functions/keep_hello/main.py").exists()


def test_bytecode_is_used_without_looking_at_the_source(tree: Path, write: Write) -> None:
    """With --compile a start reads unchecked bytecode, and a later change replaces it."""
    write(
        "functions/say_hello/main.py", "import lms_base\nfrom starlette.requests import Request\n"
    )
    Stage(tree, compiled=True).run()
    folder = tree / "build/functions/say_hello"
    (folder / "lms_base/_words.py").write_text("word = lambda text: 'read from source'\n")
    command = [sys.executable, "-c", "from lms_base import word; print(word('hi'))"]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder)}

    def said() -> str:
        run = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
        return run.stdout.decode().strip()

    assert said() == '"hi"'
    write("libs/lms_base/src/lms_base/_words.py", "def word(text):\n    return text.upper()\n")
    Stage(tree, compiled=True).run()
    assert said() == "HI"


@pytest.mark.parametrize(
    ("file", "content", "complaint"),
    [
        (
            "functions/say_hello/main.py",
            "import lms_foo\n",
            "functions/say_hello imports lms_foo, which is not in libs/",
        ),
        (
            "libs/lms_base/src/lms_base/_words.py",
            "import lms_foo\n",
            "libs/lms_base imports lms_foo, which is not in libs/",
        ),
        (
            "functions/say_hello/main.py",
            "from lms_testing import client\n",
            "functions/say_hello imports lms_testing, which is for tests only and is never staged",
        ),
        (
            "libs/lms_base/src/lms_base/_words.py",
            "import numpy\n",
            "functions/say_hello imports numpy: no distribution numpy is declared",
        ),
        (
            "functions/say_hello/main.py",
            "import redis\n",
            "functions/say_hello/requirements.txt lacks redis, which main.py imports",
        ),
        (
            "functions/say_hello/requirements.txt",
            "redis\nstarlette\n",
            "functions/say_hello/requirements.txt names redis, which main.py does not import",
        ),
        ("functions/say_hello/main.py", "def broken(:\n", "main.py:1: invalid syntax"),
        (
            "functions/say_hello/func.yaml",
            "name: hello\n",
            "functions/say_hello/func.yaml: name must be say-hello",
        ),
        ("functions/say_hello/func.yaml", "- a\n", "func.yaml: must be a mapping"),
        ("functions/say_hello/func.yaml", "a: [\n", "func.yaml: "),
    ],
)
def test_what_cannot_run_is_refused_by_name(
    tree: Path, write: Write, file: str, content: str, complaint: str
) -> None:
    """A function that would not start when deployed is refused, and the message says why."""
    write(file, content)

    with pytest.raises(VendorError) as caught:
        Stage(tree).run(["say_hello"])

    assert complaint in str(caught.value)


def test_imports_for_types_only_are_not_followed(tree: Path, write: Write) -> None:
    """What stands under `if TYPE_CHECKING` is never imported by a running program."""
    write(
        "functions/say_hello/main.py",
        """
        import typing
        from typing import TYPE_CHECKING
        from starlette.requests import Request
        from . import neighbour
        if TYPE_CHECKING:
            import lms_nowhere
        if typing.TYPE_CHECKING:
            import lms_nowhere
        else:
            import lms_base
        """,
    )
    Stage(tree).run(["say_hello"])

    assert "lms_base/__init__.py" in staged(tree, "say_hello")


def test_libraries_may_not_contradict_each_other(tree: Path, write: Write) -> None:
    """Two fragments with different values for one variable are refused; the order cannot decide."""
    write("libs/lms_base/func.yaml", "run: {envs: [{name: REDIS_URL, value: other}]}")

    with pytest.raises(VendorError, match="lms_base and lms_store give REDIS_URL different values"):
        Stage(tree).run()


def test_the_command_line_says_what_it_did(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line on success; on a fault one line on standard error and status 1."""
    assert main(["--compile"], tree) == 0
    assert "2 functions staged in build/functions (2 changed)" in capsys.readouterr().out

    assert main(["sing_hello"], tree) == 1
    assert capsys.readouterr().err == "vendor: functions/sing_hello has no main.py\n"


def test_a_foreign_lock_is_refused(
    tree: Path, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """A lock without the project or without a needed package names the cure."""
    write("uv.lock", "version = 1\n")
    assert main([], tree) == 1
    assert "uv.lock has no package learning-platform: run `uv lock`" in capsys.readouterr().err

    write(
        "uv.lock",
        '[[package]]\nname = "learning-platform"\n'
        'dependencies = [{ name = "uvicorn" }, { name = "starlette" }]\n',
    )
    assert main(["say_hello"], tree) == 1
    assert "uv.lock does not hold" in capsys.readouterr().err
