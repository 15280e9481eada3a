"""Code with its tokens marked by classes, for the languages that courses teach."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape
from importlib import import_module
from itertools import groupby
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.lexer import Lexer

# Where a lexer is, so that no other is imported, and no table of all of them.
LEXERS = {
    "bash": "shell.BashLexer",
    "c": "c_cpp.CLexer",
    "cpp": "c_cpp.CppLexer",
    "csharp": "dotnet.CSharpLexer",
    "css": "css.CssLexer",
    "diff": "diff.DiffLexer",
    "dockerfile": "configs.DockerLexer",
    "go": "go.GoLexer",
    "haskell": "haskell.HaskellLexer",
    "html": "html.HtmlLexer",
    "ini": "configs.IniLexer",
    "java": "jvm.JavaLexer",
    "javascript": "javascript.JavascriptLexer",
    "json": "data.JsonLexer",
    "kotlin": "jvm.KotlinLexer",
    "makefile": "make.MakefileLexer",
    "php": "php.PhpLexer",
    "python": "python.PythonLexer",
    "r": "r.SLexer",
    "ruby": "ruby.RubyLexer",
    "rust": "rust.RustLexer",
    "sql": "sql.SqlLexer",
    "swift": "objective.SwiftLexer",
    "toml": "configs.TOMLLexer",
    "typescript": "javascript.TypeScriptLexer",
    "xml": "html.XmlLexer",
    "yaml": "data.YamlLexer",
}
ALIASES = {
    "c++": "cpp",
    "c#": "csharp",
    "cs": "csharp",
    "docker": "dockerfile",
    "golang": "go",
    "hs": "haskell",
    "js": "javascript",
    "jsx": "javascript",
    "kt": "kotlin",
    "make": "makefile",
    "patch": "diff",
    "py": "python",
    "python3": "python",
    "rb": "ruby",
    "rs": "rust",
    "sh": "bash",
    "shell": "bash",
    "svg": "xml",
    "ts": "typescript",
    "tsx": "typescript",
    "yml": "yaml",
}
# The kinds of token that look different, the more specific ones first: what has no class is text.
_CLASSES = {
    "Comment": "c",
    "Keyword.Type": "t",
    "Keyword": "k",
    "Literal.Number": "n",
    "Literal.String.Doc": "c",
    "Literal.String": "s",
    "Name.Attribute": "a",
    "Name.Builtin": "b",
    "Name.Class": "t",
    "Name.Decorator": "a",
    "Name.Exception": "t",
    "Name.Function": "f",
    "Name.Tag": "k",
    "Operator.Word": "k",
    "Generic.Deleted": "del",
    "Generic.Inserted": "ins",
    "Generic.Heading": "c",
    "Generic.Subheading": "c",
}
TOKEN_CLASSES = frozenset(_CLASSES.values())
LANGUAGE_CLASSES = frozenset(f"language-{name}" for name in LEXERS)

# Lexers are regular expressions, some of which are slow for code that nobody writes.
_MOST_CHARACTERS = 20_000
_LONGEST_LINE = 500
_MOST_SECONDS = 0.5


class Highlighter:
    """The blocks of code of one text, which share the time that highlighting may take."""

    def __init__(self) -> None:
        self._seconds = _MOST_SECONDS

    def block(self, code: str, language: str) -> str:
        """Return code as HTML, highlighted if its language is known and its size is usual."""
        language = ALIASES.get(language.lower(), language.lower())
        content = escape(code, quote=False)
        attribute = ""
        if language in LEXERS:
            attribute = f' class="language-{language}"'
            if self._seconds > 0 and _is_usual(code):
                content = self._highlighted(code, _lexer(language)) or content
        # Long lines are scrolled: by the keyboard, too.
        return f'<pre tabindex="0"><code{attribute}>{content}</code></pre>'

    def _highlighted(self, code: str, lexer: Lexer) -> str:
        """Return the marked code; empty if it takes too long."""
        start = monotonic()
        parts = []
        for name, group in groupby(_tokens(code, lexer), key=lambda token: token[0]):
            text = escape("".join(value for _, value in group), quote=False)
            parts.append(f'<span class="{name}">{text}</span>' if name and text.strip() else text)
            if monotonic() - start > self._seconds:
                parts.clear()
                break
        self._seconds -= monotonic() - start
        return "".join(parts)


def _is_usual(code: str) -> bool:
    return len(code) <= _MOST_CHARACTERS and max(map(len, code.split("\n"))) <= _LONGEST_LINE


def _tokens(code: str, lexer: Lexer) -> Iterator[tuple[str, str]]:
    for _, kind, value in lexer.get_tokens_unprocessed(code):
        yield _class(str(kind).removeprefix("Token.")), value


@cache
def _lexer(language: str) -> Lexer:
    module, _, name = LEXERS[language].partition(".")
    # Examples of PHP are parts of a program, which rarely say `<?php`; others ignore the option.
    found: Lexer = getattr(import_module(f"pygments.lexers.{module}"), name)(startinline=True)
    return found


@cache
def _class(kind: str) -> str:
    return next(
        (name for prefix, name in _CLASSES.items() if f"{kind}.".startswith(f"{prefix}.")), ""
    )
