"""A language is a line in its home and words of its own; the platform then has it everywhere."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.copies.conftest import Copy

pytestmark = pytest.mark.system

HOME = "libs/lms_languages/src/lms_languages/_languages.py"
LOCALES = "frontend/src/lib/i18n/locales"
LETTERS = "libs/lms_templates/src/lms_templates/words"
COMPLETE = (
    "libs/lms_languages/tests/test_languages.py::test_the_type_and_the_table_name_the_same_languages",
    "libs/lms_site/tests/test_words.py::test_every_language_has_every_word",
    "libs/lms_templates/tests/test_templates.py::test_built_in_words_are_complete",
)
IN_A_LETTER = """
import asyncio
from lms_languages import languages
from lms_letters import html_of, preview
from lms_letters._layout import mail_html
from lms_templates._templates import Override, built_in
from lms_site import Reader, words_of
assert built_in("welcome").words["qya"].subject.startswith("Namárië")
assert 'lang="qya" dir="rtl"' in mail_html("s", "t", language="qya")
assert words_of("qya").direction == "rtl"
assert words_of("qya").t("course.lessons", count=1) == "1 lesson"
"""


def test_a_language_takes_one_file_beside_its_words(tree: Copy) -> None:
    """Fails while words are missing; then API, app, pages and letters have it, in its direction."""
    tree.replace(HOME, '"fr", "ar"]', '"fr", "qya", "ar"]')
    tree.replace(
        HOME,
        '        "ar": Lang',
        '        "qya": Language("Quenya", "rtl", _one),\n        "ar": Lang',
    )

    assert tree.run("pytest", "-q", *COMPLETE, check=False).returncode == 1

    for path in sorted((tree.root / LOCALES / "en").iterdir()):
        tree.write(f"{LOCALES}/qya/{path.name}", path.read_text(encoding="utf-8"))
    for path in sorted((tree.root / LETTERS / "en").iterdir()):
        words = path.read_text(encoding="utf-8").replace("Welcome to", "Namárië")
        tree.write(f"{LETTERS}/qya/{path.name}", words)
    tree.run("tools.generate", "words")
    tree.run("tools.generate", "openapi")

    tree.run("pytest", "-q", *COMPLETE)
    own = re.compile(r"/qya[./]")
    assert {name for name in tree.edited if not own.search(name)} == {HOME}

    schemas = json.loads(tree.read("docs/api/openapi.json"))["components"]["schemas"]
    enum = ["en", "es", "fr", "qya", "ar"]
    assert schemas["PreferencesChange"]["properties"]["language"]["enum"] == enum
    assert list(schemas["LanguageChanges"]["properties"]) == enum
    app = tree.read("frontend/src/lib/i18n/languages.ts")
    assert "  qya: 'Quenya',\n" in app
    assert "rightToLeft: readonly string[] = ['qya', 'ar'];" in app
    assert '<p lang="qya" dir="rtl">You are offline.' in tree.read("frontend/public/offline.html")
    finished = tree.python(IN_A_LETTER)
    assert finished.returncode == 0, finished.stderr
