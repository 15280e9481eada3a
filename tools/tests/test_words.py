"""The words that pages take from the front end's locales."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tools.words import LOCALES, PAGES, words

if TYPE_CHECKING:
    from pathlib import Path


def test_bytecode_beside_the_modules_is_not_read(tmp_path: Path) -> None:
    """Only templates and modules name words; whatever Python left behind is no text at all."""
    pages, locales = tmp_path / PAGES, tmp_path / LOCALES
    for folder in (pages / "templates", pages / "__pycache__", locales / "en"):
        folder.mkdir(parents=True)
    (pages / "templates" / "home.html").write_text('{{ t("home.title") }}')
    (pages / "_page.py").write_text('words.t("level." + level)')
    (pages / "__pycache__" / "_page.cpython-311.pyc").write_bytes(b'\xa7\x0d\xff"home.unused"')
    first = {"home.title": "Home", "home.unused": "No"}
    (locales / "en/common.json").write_text(json.dumps(first))
    (locales / "en/server.json").write_text(json.dumps({"level.first": "First"}))

    files = words(tmp_path)

    (content,) = files.values()
    assert json.loads(content) == {"home.title": "Home", "level.first": "First"}
