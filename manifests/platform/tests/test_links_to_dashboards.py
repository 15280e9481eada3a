"""Runbooks lead to dashboards that exist."""

from __future__ import annotations

import re

from tools.observability.dashboards import BOARDS
from tools.tree import ROOT


def test_links_to_dashboards_lead_somewhere() -> None:
    """The person who is woken at night clicks on them."""
    text = "".join(
        page.read_text(encoding="utf-8") for page in (ROOT / "docs/runbooks").glob("*.md")
    )
    linked = set(re.findall(r"/d/(learning-[\w-]+)", text))
    assert linked
    assert linked <= {f"learning-{board.name}" for board in BOARDS}
