"""A limit has one home: raising the longest title takes one edit, and everything follows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.copies.conftest import Copy

pytestmark = pytest.mark.system

FIELDS = "libs/lms_courses/src/lms_courses/_fields.py"
FORM = "frontend/src/features/courses/authoring/course-fields.tsx"


def test_a_longer_title_is_one_edit(tree: Copy) -> None:
    """Form, API description, hint, database and answers follow: 201 up to it, 422 beyond."""
    tree.replace(FIELDS, "max_length=200", "max_length=250")
    stale = tree.run("tools.generate", "validators", "--check", check=False)
    assert "validators/courses.json is not what" in stale.stderr
    tree.run("tools.generate", "openapi")
    tree.run("tools.generate", "validators")

    schemas = json.loads(tree.read("docs/api/openapi.json"))["components"]["schemas"]
    assert schemas["NewCourse"]["properties"]["title"]["maxLength"] == 250
    validator = json.loads(tree.read("migrations/mongo/validators/courses.json"))["$jsonSchema"]
    assert validator["properties"]["title"]["maxLength"] == 250
    fields = tree.read("frontend/src/lib/api/fields.ts")
    assert _of(fields, "newCourse")["title"]["maxLength"] == 250
    assert "maxLength={newCourse.title.maxLength}" in tree.read(FORM)
    tree.run(
        "pytest", "-q", "-p", "no:cacheprovider", "tests/integration/test_limits.py", "-k", "title"
    )
    assert tree.edited == {FIELDS}


def _of(module: str, name: str) -> dict[str, dict[str, int]]:
    """Read one constant of the generated module."""
    text = module.partition(f"export const {name} = ")[2].partition(" as const;")[0]
    found: dict[str, dict[str, int]] = json.loads(text)
    return found
