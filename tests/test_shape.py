"""The conventions, executed over the whole tree: a folder that differs must have a reason.

What a tool already refuses (lint, types, layers) is not repeated here.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import textwrap
import tomllib
from importlib.metadata import packages_distributions
from importlib.util import module_from_spec, spec_from_file_location
from itertools import groupby
from pathlib import Path
from typing import Any

import nox
import nox.registry
import pytest
from jsonschema import Draft4Validator, Draft202012Validator
from openapi_spec_validator import validate
from packaging.utils import canonicalize_name

from lms_access import known_permissions
from tools import func_yaml, generate
from tools.endpoints import Endpoint, read_endpoints
from tools.lock import DISTRIBUTIONS
from tools.manifests.rules.sources import KEYS
from tools.messages import event_kinds
from tools.openapi.facts import read_facts
from tools.openapi.site import DOCUMENT
from tools.tree import ROOT, function_folders
from tools.vendor import Stage

FUNCTIONS = function_folders(ROOT)
LIBRARIES = sorted(path.parent.name for path in ROOT.glob("libs/*/src"))
MAIN_LINES = 60
NOXFILE_LINES = 200
PLANTED_KEYS = "tools/manifests/tests/test_sources.py"

# Events that are facts for later; every other one has a consumer.
UNHEARD: dict[str, str] = {
    "org.learning.certificate.issued.v1": "the function that issues it sends the letter",
    "org.learning.certificate.revoked.v1": "a teacher's action, for the audit trail",
    "org.learning.file.deleted.v1": "an administrator's action, for the audit trail",
    "org.learning.event.released.v1": "an operator's action, for the audit trail",
    "org.learning.template.reset.v1": "an administrator's action, for the audit trail",
    "org.learning.template.updated.v1": "an administrator's action, for the audit trail",
}

each_function = pytest.mark.parametrize("name", FUNCTIONS)
each_library = pytest.mark.parametrize("library", LIBRARIES)


@pytest.fixture(scope="module")
def stage() -> Stage:
    """Close the imports of all functions once."""
    return Stage(ROOT)


@pytest.fixture(scope="module")
def endpoints() -> dict[str, Endpoint]:
    """Read the endpoint table; reading it refuses two functions with one route."""
    return {one.name: one for one in read_endpoints(ROOT)}


@pytest.fixture(scope="module")
def pyproject() -> dict[str, Any]:
    """Read the project's configuration."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


# --- functions ---


def test_there_are_functions() -> None:
    """The rest of this file would pass on an empty tree."""
    assert len(FUNCTIONS) >= 25


@each_function
def test_a_function_is_four_files(name: str) -> None:
    """Its code, its test, its func.yaml, its requirements."""
    files = {path.name for path in FUNCTIONS[name].iterdir()} - {"__pycache__"}

    assert files == {"func.yaml", "main.py", "requirements.txt", f"test_{name}.py"}


@each_function
def test_folder_function_and_service_say_the_same(
    name: str, endpoints: dict[str, Endpoint]
) -> None:
    """One name, three spellings; the decorator says how it is invoked."""
    tree = ast.parse((FUNCTIONS[name] / "main.py").read_text(encoding="utf-8"))
    (function,) = [
        node
        for node in tree.body
        if isinstance(node, ast.AsyncFunctionDef)
        and any("functions_framework.aio" in ast.unparse(each) for each in node.decorator_list)
    ]

    assert function.name == name
    assert endpoints[name].service == name.replace("_", "-")
    expected = "http" if endpoints[name].is_http else "cloud_event"
    assert ast.unparse(function.decorator_list[0]) == f"functions_framework.aio.{expected}"


@each_function
def test_main_is_a_paragraph(name: str, endpoints: dict[str, Endpoint]) -> None:
    """It fits on a screen, and an HTTP function's first line is its route."""
    text = (FUNCTIONS[name] / "main.py").read_text(encoding="utf-8")

    assert len(text.splitlines()) <= MAIN_LINES
    if endpoints[name].is_http:
        assert text.startswith(f'"""{endpoints[name].route}: ')
        assert endpoints[name].access
    else:
        assert text.startswith(('"""On ', '"""Every '))


@each_function
def test_what_a_function_imports_is_what_it_declares(name: str, stage: Stage) -> None:
    """It can be staged: its imports are in libs/ or in its requirements.txt, which has no more."""
    assert "main.py" in stage.files(name)


@each_function
def test_func_yaml_is_valid(name: str, stage: Stage, tmp_path: Path) -> None:
    """The complete file is what knative/func reads."""
    path = tmp_path / "func.yaml"
    path.write_bytes(stage.files(name)["func.yaml"])

    func_schema().validate(func_yaml.read(path))


@pytest.mark.parametrize("path", sorted(ROOT.glob("libs/*/func.yaml")), ids=str)
def test_a_library_adds_environment_only(path: Path) -> None:
    """A fragment is part of a func.yaml; it may only contain variables that the library reads."""
    fragment = func_yaml.read(path)

    assert fragment.keys() == {"run"}
    assert fragment["run"].keys() == {"envs"}
    func_schema().validate({"specVersion": "0.36.0", "created": "0001-01-01T00:00:00Z", **fragment})


def test_the_root_func_yaml_is_valid_and_cannot_be_deployed() -> None:
    """The schema accepts the defaults, and `func` takes the zero time for "not initialized"."""
    document = func_yaml.read(ROOT / "func.yaml")

    func_schema().validate(document)
    assert document["created"] == "0001-01-01T00:00:00Z"


def func_schema() -> Draft4Validator:
    """Read knative/func's own schema."""
    path = ROOT / "tools/schemas/func_yaml-schema.json"
    return Draft4Validator(json.loads(path.read_text(encoding="utf-8")))


def test_nothing_happens_on_import() -> None:
    """Without an environment and without sockets, importing every function starts nothing."""
    program = textwrap.dedent(
        """
        import builtins, importlib.util, os, socket, sys, threading

        def refuse(*_, **__):
            raise AssertionError("a socket on import")

        socket.socket.connect = socket.socket.bind = socket.getaddrinfo = refuse
        before = dict(os.environ)
        for name in sys.argv[1:]:
            path = f"functions/{name}/main.py"
            spec = importlib.util.spec_from_file_location(f"functions.{name}.main", path)
            module = importlib.util.module_from_spec(spec)
            sys.modules[spec.name] = module
            spec.loader.exec_module(module)
            assert dict(os.environ) == before, name
            assert threading.active_count() == 1, name
        """
    )
    paths = [str(ROOT), *(str(ROOT / "libs" / library / "src") for library in LIBRARIES)]
    run = subprocess.run(
        [sys.executable, "-c", program, *FUNCTIONS],
        cwd=ROOT,
        env={"PYTHONPATH": os.pathsep.join(paths)},
        check=False,
        capture_output=True,
        text=True,
    )

    assert run.returncode == 0, run.stderr
    assert run.stdout == ""


@each_function
def test_permissions_exist(name: str, endpoints: dict[str, Endpoint]) -> None:
    """A misspelled permission would lock everybody out."""
    if not endpoints[name].is_http or endpoints[name].is_page:
        return
    permission = read_facts(name, FUNCTIONS[name] / "main.py").argument("require", 1)

    assert permission is None or permission in known_permissions


# --- events ---


def test_every_event_is_heard(endpoints: dict[str, Endpoint]) -> None:
    """An event without a consumer is a mistake or has a reason."""
    heard = {
        item.filters["type"]
        for one in endpoints.values()
        for item in one.subscriptions
        if "type" in item.filters
    }
    kinds = event_kinds(ROOT).keys()

    assert heard <= kinds
    assert kinds - heard == UNHEARD.keys()


def test_only_its_own_function_hears_of_a_message_to_the_stuck(
    endpoints: dict[str, Endpoint],
) -> None:
    """Any revision of the one that writes to a whole course would write to all of it."""
    kinds = {
        name: {item.filters.get("type") for item in one.subscriptions}
        for name, one in endpoints.items()
    }
    reminder = "org.learning.reminder.requested.v1"

    assert [name for name, heard in kinds.items() if reminder in heard] == ["remind_learners"]
    assert kinds["remind_learners"] == {reminder}
    assert kinds["fan_out_announcement"] == {"org.learning.announcement.requested.v1"}


@pytest.mark.parametrize("name", event_kinds(ROOT))
def test_an_event_is_named_in_the_past_tense_and_versioned(name: str) -> None:
    """org.learning.<noun>.<past tense>.v<number>, which Kubernetes takes as an object's name."""
    assert re.fullmatch(r"org\.learning\.[a-z]+\.[a-z]+(ed|t|n)\.v[1-9]\d*", name)


# --- libraries ---


@each_library
def test_a_library_has_its_policy_and_its_tests(library: str) -> None:
    """A README of a few lines, tests, and types that others can rely on."""
    folder = ROOT / "libs" / library

    assert (folder / "README.md").read_text(encoding="utf-8").startswith(f"# {library}\n")
    assert list(folder.glob("tests/test_*.py"))
    assert (folder / "src" / library / "py.typed").exists()


def test_every_list_of_libraries_is_complete() -> None:
    """A new library is on the path, is type checked, has a layer and may not speak to a store."""
    assert generate.main(["--check", "libraries"]) == 0


def test_import_names_are_known() -> None:
    """The short table of import names that are not distribution names is true."""
    installed = packages_distributions()

    for import_name, distribution in DISTRIBUTIONS.items():
        assert distribution in {canonicalize_name(name) for name in installed[import_name]}


# --- generated files ---


def test_generated_files_are_fresh() -> None:
    """They are what `nox -s generate` makes. The client's types need npm: `nox -s frontend`.

    Budgets import every function, which test_import_budgets.py does once.
    """
    names = [name for name in generate.GENERATORS if name not in {"client", "budgets"}]
    assert generate.main(["--check", *names]) == 0


def test_every_tool_can_read_the_api_description() -> None:
    """docs/api/openapi.json is valid, and each of its examples fits its own schema."""
    document = json.loads((ROOT / DOCUMENT).read_text(encoding="utf-8"))
    validate(document)
    for path, operations in document["paths"].items():
        for operation in operations.values():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body:
                schema = {**body["schema"], "components": document["components"]}
                errors = [
                    str(each) for each in Draft202012Validator(schema).iter_errors(body["example"])
                ]
                assert not errors, f"example of {path}"


# --- the repository ---


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Read every file that is in Git."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return {
        name: (ROOT / name).read_text(encoding="utf-8", errors="replace")
        for name in listed.stdout.splitlines()
        if (ROOT / name).is_file()
    }


def test_nothing_is_left_for_later(texts: dict[str, str]) -> None:
    """What is to be done is an issue, not a comment."""
    # Written so that this line is not found itself.
    words = re.compile(r"\b(TO[D]O|FIX[M]E|X[X]X)\b")

    assert [name for name, text in texts.items() if words.search(text)] == []


def test_no_key_is_in_git(texts: dict[str, str]) -> None:
    """Private keys and tokens of AWS and GitHub are in no file; manifests are searched for more."""
    found = {
        name: what
        for name, text in texts.items()
        for pattern, what in KEYS
        if pattern.search(text) and name != PLANTED_KEYS
    }

    assert found == {}


def test_every_decision_has_a_number_of_its_own() -> None:
    """Texts name decisions by number; the heading says the file's, and none is left out."""
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    headings = [page.read_text(encoding="utf-8").partition(".")[0] for page in pages]

    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    assert headings == [f"# {number}" for number in range(1, len(pages) + 1)]


def test_the_sessions_are_listed_in_groups() -> None:
    """`nox --list` shows them group by group, and says above the list what each group is."""
    spec = spec_from_file_location("noxfile", ROOT / "noxfile.py")
    assert spec is not None
    assert spec.loader is not None
    noxfile = module_from_spec(spec)
    spec.loader.exec_module(noxfile)
    sessions = nox.registry.get()

    tags = [tag for session in sessions.values() for tag in session.tags or ["none"]]
    groups = [group for group, _ in groupby(tags)]
    assert len(tags) == len(sessions)
    assert len(groups) == len(set(groups))
    assert set(groups) == set(re.findall(r"\[(\w+)\]", noxfile.__doc__ or ""))


def test_the_noxfile_stays_a_front_door() -> None:
    """Logic belongs in tools/."""
    assert len((ROOT / "noxfile.py").read_text(encoding="utf-8").splitlines()) <= NOXFILE_LINES
