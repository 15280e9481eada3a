"""Pages as a search engine reads them: without running anything."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import httpx2


class Reader(HTMLParser):
    """A page, read element by element."""

    def __init__(self, response: httpx2.Response) -> None:
        """Read the page of a response."""
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: list[tuple[str, str]] = []
        self.hrefs: list[str] = []
        self.blocks: dict[str, list[Any]] = {}
        self.scripts: list[dict[str, str | None]] = []
        self.language = self.direction = self.theme = ""
        self._open = ""
        self._text: list[str] = []
        self.feed(response.text)

    @property
    def text(self) -> str:
        """The readable text."""
        return " ".join(" ".join(self._text).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element's attributes; styles and handlers in attributes are refused."""
        values = {name: value or "" for name, value in attrs}
        self._open = tag if tag != "script" else values.get("type", "")
        if tag == "html":
            self.language, self.direction = values["lang"], values["dir"]
            self.theme = values.get("data-theme", "")
        if tag == "meta":
            self.meta[values.get("name") or values.get("property", "")] = values.get("content", "")
        if tag == "link":
            self.links.append((values["rel"], values["href"]))
        if tag == "a":
            self.hrefs.append(values["href"])
        if tag == "script":
            self.scripts.append(dict(attrs))
        assert "style" not in values
        assert not [name for name in values if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        del tag
        self._open = ""

    def handle_data(self, data: str) -> None:
        """Keep text, and read data blocks."""
        if self._open.startswith("application/"):
            self.blocks.setdefault(self._open, []).append(json.loads(data))
        else:
            self._text.append(data)

    @property
    def data(self) -> dict[str, Any]:
        """What the app begins with."""
        (block,) = self.blocks["application/json"]
        found: dict[str, Any] = block
        return found

    @property
    def structured(self) -> dict[str, Any]:
        """The structured data by type."""
        return {block["@type"]: block for block in self.blocks.get("application/ld+json", [])}
