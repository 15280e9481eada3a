"""YAML is read by libyaml, and read the same."""

from __future__ import annotations

import pytest
import yaml

from local import yaml_text

DOCUMENTS = """\
text: plain
quoted: "1"
folded: >-
  one
  two
number: 1_000
share: 0.5
when: 2026-11-29T10:00:00Z
day: 2026-11-29
nothing: ~
on: true
base: &base {a: 1}
merged: {<<: *base, b: [x, "y"]}
---
- é
- "\\u00e9"
---
"""


def test_what_is_read_is_what_pyyaml_reads() -> None:
    """Texts, numbers, times, anchors and merges, in as many documents."""
    expected = list(yaml.load_all(DOCUMENTS, Loader=yaml.SafeLoader))

    assert list(yaml_text.load_all(DOCUMENTS)) == expected
    assert yaml_text.load(DOCUMENTS.partition("---")[0].encode()) == expected[0]


def test_it_is_read_by_the_c_code_where_pyyaml_has_it() -> None:
    """Which the locked wheel does."""
    assert yaml.__with_libyaml__
    assert issubclass(yaml_text.LOADER, yaml.CSafeLoader)


@pytest.mark.parametrize("text", ["a: [1", "!!python/object/apply:os.getcwd []"])
def test_a_fault_and_an_object_of_python_are_refused(text: str) -> None:
    """As PyYAML's own safe loader does."""
    with pytest.raises(yaml.YAMLError):
        yaml_text.load(text)
    with pytest.raises(yaml.YAMLError):
        list(yaml_text.load_all(text))
