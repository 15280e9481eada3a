"""The modules' tests themselves: a fault is planted in each, and every refusal is tested."""

from __future__ import annotations

import re

import pytest

from tools.terraform import modules
from tools.tree import ROOT

TREE = ROOT / "terraform"
NAMES = modules.names(TREE)
VARIABLE = re.compile(r'^variable "(\w+)" \{(.*?)^\}', re.MULTILINE | re.DOTALL)


def text_of_tests(name: str) -> str:
    """Read the tests of a module."""
    return "".join(
        path.read_text() for path in (TREE / "modules" / name).glob("tests/*.tftest.hcl")
    )


def test_every_module_has_a_planted_fault() -> None:
    """What `nox -s terraform` plants is there to be changed, and so is the test that finds it."""
    faults = modules.faults()

    assert {one.module for one in faults} == set(NAMES)
    for one in faults:
        text = (TREE / "modules" / one.module / one.file).read_text()
        assert text.count(one.old) == 1, f"{one.module}/{one.file}: {one.old}"
        assert f'run "{one.run}" {{' in text_of_tests(one.module)


@pytest.mark.parametrize("name", NAMES)
def test_every_refusal_is_tested(name: str) -> None:
    """A variable with a validation has a test that gives it what it refuses."""
    text = "".join(path.read_text() for path in (TREE / "modules" / name).glob("*.tf"))
    validated = {name for name, body in VARIABLE.findall(text) if "validation {" in body}

    assert validated <= set(re.findall(r"expect_failures = \[var\.(\w+)\]", text_of_tests(name)))


@pytest.mark.parametrize("name", NAMES)
def test_mocks_have_one_home(name: str) -> None:
    """A random text where an ARN belongs is refused by the real provider."""
    assert text_of_tests(name).startswith('mock_provider "aws" {\n  source = "../../mocks"\n')
