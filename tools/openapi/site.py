"""What is served next to the API: its description, a page to read it, explained problems."""

from __future__ import annotations

import html
from importlib.resources import files
from pathlib import Path

from local.gateway.problems import PROBLEMS
from tools.messages import problem_kinds, prose
from tools.tree import ROOT

DOCUMENT = "docs/api/openapi.json"
# Committed like the document, so that changes to either are visible: an image has both.
PROBLEMS_PAGE = "docs/api/problems.html"
OWN = Path(__file__).parent / "pages"


def pages(root: Path = ROOT) -> dict[str, bytes]:
    """Make what is served next to the API, by path below build/api/."""
    committed = {"openapi.json": DOCUMENT, "problems.html": PROBLEMS_PAGE}
    made = {name: (root / path).read_bytes() for name, path in committed.items()}
    assets = files("flask_swagger_ui") / "dist"
    for name in ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png", "LICENSE"):
        made[f"docs/{name}"] = (assets / name).read_bytes()
    for path in sorted(OWN.glob("docs/*")):
        made[f"docs/{path.name}"] = path.read_bytes()
    for path in sorted((root / "eventing/schemas").glob("*.json")):
        made[f"schemas/{path.name}"] = path.read_bytes()
    return made


def problems_page() -> bytes:
    """Build the page that every problem's `type` links to: slug, title, status and meaning."""
    # What only the gateway returns, because the request or the response never got through.
    known = {slug: (status, title, meaning) for status, (slug, title, meaning) in PROBLEMS.items()}
    for slug, kind in problem_kinds().items():
        known[slug] = (kind.status, kind.title, prose(kind.__doc__))
    rows = [
        f'<section id="{slug}"><h2>{html.escape(title)}</h2>'
        f"<p><code>/problems/{slug}</code>, status {status}</p>"
        f"<p>{html.escape(meaning)}</p></section>"
        for slug, (status, title, meaning) in sorted(
            known.items(), key=lambda item: (item[1][0], item[0])
        )
    ]
    template = (OWN / "problems.html").read_text(encoding="utf-8")
    return template.replace("{{ problems }}", "\n".join(rows)).encode()
