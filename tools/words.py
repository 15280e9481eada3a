"""Take the words that server-rendered pages need from the front end's locales.

A text has one home, the front end. `lms_site` gets those that the pages' templates name, so that
a changed label elsewhere in the app makes no new image.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from tools.generated import Generator
from tools.tree import ROOT, package_files

if TYPE_CHECKING:
    from collections.abc import Collection

LOCALES = Path("frontend/src/lib/i18n/locales")
SITE = Path("libs/lms_site/src/lms_site")
PAGES = Path("libs/lms_pages/src/lms_pages")
OWNED = (f"{SITE}/words/*",)
# Whatever could be a key such as "course.lessons", or begin one that is put together: "level.".
_NAMED = re.compile(r'"([a-z][\w.-]*)"')


def words(root: Path = ROOT) -> dict[str, bytes]:
    """Make the words of each language, by path."""
    named = _named(root / SITE) | _named(root / PAGES)
    return {
        f"{SITE}/words/{path.name}": _chosen(path, named)
        for path in sorted((root / LOCALES).glob("*.json"))
    }


def _named(folder: Path) -> set[str]:
    """Find what the templates and modules of the pages name."""
    sources = (path for path in package_files(folder) if path.suffix in {".html", ".py"})
    return {name for path in sources for name in _NAMED.findall(path.read_text(encoding="utf-8"))}


def _chosen(path: Path, named: Collection[str]) -> bytes:
    prefixes = tuple(name for name in named if name.endswith("."))
    known = json.loads(path.read_text(encoding="utf-8"))
    messages = {
        key: value for key, value in known.items() if key in named or key.startswith(prefixes)
    }
    return (json.dumps(messages, ensure_ascii=False, indent=2) + "\n").encode()


GENERATOR = Generator(OWNED, words)
