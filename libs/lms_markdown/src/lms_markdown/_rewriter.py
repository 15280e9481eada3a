"""What the parser wrote, dressed for the page: ranks and names of headings, code, formulas."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from html import unescape

from lms_markdown._code import Highlighter
from lms_markdown._formulas import Typesetter

_FIRST_RANK, _LAST_RANK = 2, 6
_NAME_LENGTH = 60
# Nobody writes lists in lists in lists like this; browsers and the sanitizer slow down with depth.
_DEEPEST = 32
# Every "<" is the parser's own, since HTML in a text is escaped: tags can be told by their looks.
_TAGS = re.compile(
    r'<pre><code(?: class="language-(?P<language>[^"]*)")?>(?P<code>[^<]*)</code></pre>'
    r'|<span data-math-style="(?P<style>inline|display)">(?P<formula>[^<]*)</span>'
    r"|<h(?P<rank>[1-6])>(?P<heading>.*?)</h[1-6]>"
    r'|<img src="(?P<source>[^"]*)" alt="(?P<words>[^"]*)"[^>]*>'
    r"|<input (?P<box>[^>]*)>"
    r"|<(?P<begun>p|ul|ol|table|blockquote|section|em|strong|del)(?P<attributes>(?: [^>]*)?)>"
    r"|</(?P<ended>p|ul|ol|table|blockquote|section|em|strong|del)>",
    re.DOTALL,
)
_RANK = re.compile(r"<h([1-6])>")
_TAG = re.compile(r"<[^>]*>")
# Read by screen readers, too; an <input> would be part of a form.
_TASK, _DONE = "☐", "☑"


class Rewriter:
    """One text on its way from the parser to the sanitizer."""

    def __init__(self) -> None:
        self._depth = 0
        self._shift = 0
        self._rank = _FIRST_RANK - 1
        self._names = Counter[str]()
        self._highlighter = Highlighter()
        self._typesetter = Typesetter()
        self._rules: dict[str, Callable[[re.Match[str]], str]] = {
            "code": self._code,
            "formula": self._formula,
            "heading": self._heading,
            "words": _image,
            "box": lambda tag: _DONE if "checked=" in tag["box"] else _TASK,
            "attributes": self._begin,
            "ended": self._end,
        }

    def rewrite(self, html: str) -> str:
        """Return the HTML of the page's own kind."""
        self._shift = _FIRST_RANK - min(map(int, _RANK.findall(html)), default=_FIRST_RANK)
        return _TAGS.sub(self._tag, html)

    def _tag(self, tag: re.Match[str]) -> str:
        return self._rules[tag.lastgroup or ""](tag)

    def _heading(self, tag: re.Match[str]) -> str:
        """Begin below the page's title, skip no rank, and give the heading a name to link to."""
        self._rank = min(int(tag["rank"]) + self._shift, self._rank + 1, _LAST_RANK)
        name = self._name(unescape(_TAG.sub("", tag["heading"])))
        content = _TAGS.sub(self._tag, tag["heading"])
        return f'<h{self._rank} id="{name}"{self._direction()}>{content}</h{self._rank}>'

    def _name(self, title: str) -> str:
        """Return what an address calls a heading, in its own script, and each only once."""
        words = re.findall(r"\w+", unicodedata.normalize("NFC", title).lower())
        name = "-".join(words)[:_NAME_LENGTH].strip("-") or "section"
        self._names[name] += 1
        return name if self._names[name] == 1 else f"{name}--{self._names[name]}"

    def _begin(self, tag: re.Match[str]) -> str:
        direction = self._direction()
        self._depth += 1
        if self._depth > _DEEPEST:
            return ""
        # What is wider than the screen is scrolled: by the keyboard, too.
        frame = '<div class="text-table" tabindex="0">' if tag["begun"] == "table" else ""
        return f"{frame}<{tag['begun']}{tag['attributes']}{direction}>"

    def _end(self, tag: re.Match[str]) -> str:
        self._depth -= 1
        if self._depth >= _DEEPEST:
            return ""
        return "</table></div>" if tag["ended"] == "table" else tag[0]

    def _code(self, tag: re.Match[str]) -> str:
        return self._highlighter.block(unescape(tag["code"]), unescape(tag["language"] or ""))

    def _formula(self, tag: re.Match[str]) -> str:
        is_block = tag["style"] == "display"
        mathml = self._typesetter.formula(unescape(tag["formula"]).strip(), is_block=is_block)
        return f'<span class="formula" tabindex="0">{mathml}</span>' if is_block else mathml

    def _direction(self) -> str:
        """Let each block begin on the side of its own script; what is in it follows."""
        return "" if self._depth else ' dir="auto"'


def _image(tag: re.Match[str]) -> str:
    """Show a picture of this site; one of another site is a link, which tells it of no reader."""
    source, words = tag["source"], tag["words"]
    if not source.startswith("/"):
        return f'<a href="{source}">{words or source}</a>'
    return f'<img src="{source}" alt="{words}" loading="lazy" decoding="async">'
