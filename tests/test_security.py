"""The threat model names a test for each threat, and each of them exists."""

from __future__ import annotations

import ast
import re
import tomllib
from typing import NamedTuple

import pytest

from tools.tree import ROOT

STRIDE = [
    *("spoofing", "tampering", "repudiation"),
    *("disclosure", "denial of service", "elevation"),
]
_FLOW = re.compile(r"^## (.+)$", re.MULTILINE)
_ROW = re.compile(r"^\| ([a-z ]+) \| .+ \| `([^`]+)` \|$", re.MULTILINE)


class Threat(NamedTuple):
    """One row: which flow, which kind of threat, which test."""

    flow: str
    kind: str
    test: str


def threats() -> list[Threat]:
    """Read docs/security.md."""
    text = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    _, *parts = _FLOW.split(text)
    return [
        Threat(flow, kind, test)
        for flow, section in zip(parts[::2], parts[1::2], strict=True)
        for kind, test in _ROW.findall(section)
    ]


THREATS = threats()
FLOWS = sorted({threat.flow for threat in THREATS})


@pytest.mark.parametrize("flow", FLOWS)
def test_every_flow_has_all_six_threats(flow: str) -> None:
    """STRIDE, in its order: what does not apply is worth a sentence, too."""
    assert [threat.kind for threat in THREATS if threat.flow == flow] == STRIDE


def test_every_section_is_a_flow() -> None:
    """A heading without rows would be a flow that nobody thought through."""
    assert sorted(_FLOW.findall((ROOT / "docs/security.md").read_text(encoding="utf-8"))) == FLOWS


# Read what somebody outside has written, other than the JSON of requests.
READERS = {"lms_amazon", "lms_markdown", "lms_pictures", "lms_uploads"}


def drivers() -> set[str]:
    """Return the libraries that leave the process: the layer of the drivers."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = [
        layer
        for contract in project["tool"]["importlinter"]["contracts"]
        for layer in contract.get("layers", [])
    ]
    (found,) = (layer for layer in layers if "lms_postgres" in layer)
    return {name.strip() for name in found.split("|")}


@pytest.mark.parametrize("library", sorted(drivers() | READERS))
def test_every_way_in_or_out_belongs_to_a_flow(library: str) -> None:
    """A new driver is a flow of data that somebody has to think through."""
    _, *parts = _FLOW.split((ROOT / "docs/security.md").read_text(encoding="utf-8"))
    intros = [section.partition("| Threat |")[0] for section in parts[1::2]]
    assert any(f"`{library}`" in intro for intro in intros)


@pytest.mark.parametrize("test", sorted({threat.test for threat in THREATS}))
def test_every_test_exists(test: str) -> None:
    """By file and name; a renamed one has to be renamed in the threat model."""
    path, _, name = test.partition("::")
    tree = ast.parse((ROOT / path).read_bytes())
    found = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert name in found if name else any(each.startswith("test_") for each in found)
