"""What HTML of a lesson may contain, said a second time and read by another parser."""

from __future__ import annotations

import re
from html.parser import HTMLParser

FORMULAS = {
    *("math", "menclose", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded"),
    *("mphantom", "mprescripts", "mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup"),
    *("msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover"),
}
TEXT = {
    *("a", "blockquote", "br", "code", "del", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr"),
    *("img", "li", "ol", "p", "pre", "section", "span", "strong", "sup", "ul"),
    *("table", "tbody", "td", "th", "thead", "tr"),
}
ADDRESSES = {"href", "src"}
OTHERS = {"align", "alt", "class", "decoding", "dir", "id", "loading", "rel", "start", "tabindex"}
ADDRESS = re.compile(r"https?://|mailto:|/(?![/\\])|#content-", re.IGNORECASE)


class Rule(HTMLParser):
    """Reads HTML and names whatever must not be in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at a tag and its attributes."""
        if tag not in FORMULAS | TEXT:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            self._look(tag, name, value or "")

    handle_startendtag = handle_starttag

    def handle_comment(self, data: str) -> None:
        """Old browsers ran what comments said."""
        self.faults.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        """A text declares nothing."""
        self.faults.append(f"<!{decl}")

    def handle_pi(self, data: str) -> None:
        """Nor does it instruct."""
        self.faults.append(f"<?{data}")

    def unknown_decl(self, data: str) -> None:
        """Nor is it another language's."""
        self.faults.append(f"<![{data}")

    def _look(self, tag: str, name: str, value: str) -> None:
        if name in ADDRESSES and tag in {"a", "img"}:
            if not ADDRESS.match(value):
                self.faults.append(f"{tag} {name}={value}")
        elif name == "id":
            if not value.startswith("content-"):
                self.faults.append(f"{tag} id={value}")
        elif name == "title":
            if tag != "a":
                self.faults.append(f"{tag} title")
        elif name not in OTHERS and (tag not in FORMULAS or re.match(r"on|style|href|src", name)):
            self.faults.append(f"{tag} {name}")
        if tag == "a" and name == "rel" and value != "noopener nofollow":
            self.faults.append(f"a rel={value}")


def faults(html: str) -> list[str]:
    """Return what must not be in HTML of a lesson."""
    rule = Rule()
    rule.feed(html)
    rule.close()
    return rule.faults
