"""The little of Jinja that words may use, and rendering that cannot get out of hand.

Words are written by administrators and filled with what strangers call themselves. A value is
data only: it is put in when the words have long been compiled. The words themselves are held to
a short list of syntax on their tree, before they are compiled, because compiling computes what
is constant: ``{{ 9**9**9 }}`` would never get as far as being rendered. See decision 0028.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from lms_templates import Sample
from lms_text import cut as whole_cut

if TYPE_CHECKING:
    import jinja2
    from jinja2 import nodes
    from jinja2.sandbox import ImmutableSandboxedEnvironment

Samples = Mapping[str, Sample]

# Far more than any words need; the parser and Python's compiler give up much later.
_DEEPEST = 12
_LARGEST_NUMBER = 1000
_COMPARISONS = frozenset({"eq", "ne", "lt", "lteq", "gt", "gteq"})

_Plain = Literal["text", "number", "truth"]


class WordsFault(Exception):  # noqa: N818 - a fault in somebody's words, not an error of ours
    """The words cannot be used; the text tells their author the line and what is wrong there."""


class _List(NamedTuple):
    """The kind of a list: the names of the texts that each of its items has."""

    fields: tuple[str, ...]


class _Item(NamedTuple):
    """The kind of one thing that has fields."""

    fields: Mapping[str, _Plain]


_Kind = _Plain | _List | _Item
_Scope = Mapping[str, _Kind]

_LOOP = _Item({"index": "number", "first": "truth", "last": "truth"})


def cut(text: str, length: int) -> str:
    """Return the text, or as much of it as fits, with a sign that it went on."""
    if len(text) <= length:
        return text
    return f"{whole_cut(text, lambda beginning: len(beginning) < length)}…"


def _default(text: str, otherwise: str) -> str:
    return text or otherwise


class _Filter(NamedTuple):
    """What a filter takes and makes; Jinja's own make markup of text, or a text of any width."""

    work: Callable[..., object]
    takes: tuple[_Plain, ...] = ()
    makes: _Plain = "text"


_FILTERS = {
    "capitalize": _Filter(str.capitalize),
    "default": _Filter(_default, takes=("text",)),
    "length": _Filter(len, makes="number"),
    "lower": _Filter(str.lower),
    "title": _Filter(str.title),
    "trim": _Filter(str.strip),
    "truncate": _Filter(cut, takes=("number",)),
    "upper": _Filter(str.upper),
}


def render(source: str, samples: Samples, values: Mapping[str, object], *, limit: int) -> str:
    """Return the words with the values in them; of what is longer than ``limit`` the beginning.

    The samples tell which values there are, and of what kind. Raises WordsFault.
    """
    kinds = tuple((name, _kind(sample)) for name, sample in samples.items())
    parts: list[str] = []
    length = 0
    for part in _compiled(source, kinds).generate(dict(values)):
        parts.append(part)
        length += len(part)
        if length > limit:
            break
    return "".join(parts)


def _kind(sample: Sample) -> _Kind:
    if isinstance(sample, list):
        return _List(tuple(sample[0]))
    return "text" if isinstance(sample, str) else "number"


@functools.cache
def _environment() -> ImmutableSandboxedEnvironment:
    # Imported here: a process that never renders words does not load it.
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        # What comes out is plain text; it is escaped when it is put into a page (`html_of`).
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.clear()
    environment.tests.clear()
    environment.filters = {name: each.work for name, each in _FILTERS.items()}
    return environment


@functools.lru_cache(maxsize=256)
def _compiled(source: str, kinds: tuple[tuple[str, _Kind], ...]) -> jinja2.Template:
    """Compile the words, once they are known to be harmless; kept for as long as they are used."""
    import jinja2

    try:
        reader = _Reader()
        for node in _environment().parse(source).body:
            reader.read(node, dict(kinds))
        return _environment().from_string(source)
    except jinja2.TemplateSyntaxError as fault:
        raise WordsFault(f"line {fault.lineno}: {fault.message}") from fault
    # A number of too many digits; brackets in brackets, without an end.
    except (ValueError, RecursionError, MemoryError, SyntaxError) as fault:
        raise WordsFault("cannot be read as a template") from fault


class _Reader:
    """Reads a tree; the kinds of node that words may have are methods, all others are refused."""

    def __init__(self) -> None:
        self._depth = 0

    def read(self, node: nodes.Node, scope: _Scope) -> _Kind:
        """Return of what kind a node is; raises WordsFault for what is not allowed in it."""
        kind_of_node = type(node).__name__.lower()
        allowed = getattr(self, f"_read_{kind_of_node}", None)
        if allowed is None:
            raise _fault(node, f"this cannot be used in a template ({kind_of_node})")
        if self._depth == _DEEPEST:
            raise _fault(node, "nested too deeply")
        self._depth += 1
        kind: _Kind = allowed(node, scope)
        self._depth -= 1
        return kind

    def _plain(self, node: nodes.Node, scope: _Scope) -> Literal["text", "number"]:
        """Read what is to be shown or compared."""
        kind = self.read(node, scope)
        if kind == "text" or kind == "number":  # noqa: PLR1714 - as mypy understands it
            return kind
        raise _fault(node, "expected text or a number")

    def _read_templatedata(self, _node: nodes.TemplateData, _scope: _Scope) -> _Kind:
        return "text"

    def _read_output(self, node: nodes.Output, scope: _Scope) -> _Kind:
        for each in node.nodes:
            self._plain(each, scope)
        return "text"

    def _read_if(self, node: nodes.If, scope: _Scope) -> _Kind:
        self.read(node.test, scope)
        for each in (*node.body, *node.elif_, *node.else_):
            self.read(each, scope)
        return "text"

    def _read_for(self, node: nodes.For, scope: _Scope) -> _Kind:
        if "loop" in scope or node.recursive:
            raise _fault(node, "a loop inside a loop cannot be used")
        given = self.read(node.iter, scope)
        if not isinstance(given, _List):
            raise _fault(node, "a loop needs one of the template's lists")
        name = getattr(node.target, "name", "loop")
        if name in {*scope, "loop"}:
            raise _fault(node, "a loop needs one name that is not taken yet")
        item = _Item(dict.fromkeys(given.fields, "text"))
        inside: _Scope = {**scope, name: item, "loop": _LOOP}
        for each in (*filter(None, [node.test]), *node.body):
            self.read(each, inside)
        for each in node.else_:
            self.read(each, scope)
        return "text"

    def _read_name(self, node: nodes.Name, scope: _Scope) -> _Kind:
        if node.name not in scope:
            known = ", ".join(sorted(scope))
            raise _fault(node, f"there is no variable {node.name}; there are: {known}")
        return scope[node.name]

    def _read_const(self, node: nodes.Const, _scope: _Scope) -> _Kind:
        if isinstance(node.value, bool):
            return "truth"
        if isinstance(node.value, int) and abs(node.value) <= _LARGEST_NUMBER:
            return "number"
        if isinstance(node.value, str) and node.value.isprintable():
            return "text"
        raise _fault(node, "a value is a text of one line, or a whole number up to 1000")

    def _read_getattr(self, node: nodes.Getattr, scope: _Scope) -> _Kind:
        owner = self.read(node.node, scope)
        if not isinstance(owner, _Item) or node.attr not in owner.fields:
            raise _fault(node, f"there is no .{node.attr} here")
        return owner.fields[node.attr]

    def _read_filter(self, node: nodes.Filter, scope: _Scope) -> _Kind:
        found = _FILTERS.get(node.name)
        if found is None or node.node is None:
            raise _fault(node, f"there is no filter {node.name}; there are: {', '.join(_FILTERS)}")
        given = self.read(node.node, scope)
        if given != "text" and not (node.name == "length" and isinstance(given, _List)):
            raise _fault(node, f"the filter {node.name} cannot be used on this")
        if node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise _fault(node, f"the filter {node.name} takes plain values only")
        if tuple(self.read(each, scope) for each in node.args) != found.takes:
            arguments = " and ".join(found.takes) or "nothing"
            raise _fault(node, f"the filter {node.name} takes {arguments} in its brackets")
        return found.makes

    def _read_compare(self, node: nodes.Compare, scope: _Scope) -> _Kind:
        kinds = {self._plain(node.expr, scope)}
        for each in node.ops:
            if each.op not in _COMPARISONS:
                raise _fault(node, f"the comparison {each.op} cannot be used")
            kinds.add(self._plain(each.expr, scope))
        if len(kinds) > 1:
            raise _fault(node, "a text and a number cannot be compared")
        return "truth"

    def _read_not(self, node: nodes.Not, scope: _Scope) -> _Kind:
        self.read(node.node, scope)
        return "truth"

    def _read_and(self, node: nodes.And, scope: _Scope) -> _Kind:
        return self._either(node, scope)

    def _read_or(self, node: nodes.Or, scope: _Scope) -> _Kind:
        return self._either(node, scope)

    def _either(self, node: nodes.BinExpr, scope: _Scope) -> _Kind:
        left, right = self.read(node.left, scope), self.read(node.right, scope)
        return "text" if left == right == "text" else "truth"

    def _read_condexpr(self, node: nodes.CondExpr, scope: _Scope) -> _Kind:
        self.read(node.test, scope)
        if node.expr2 is None:
            raise _fault(node, "an inline if needs an else")
        for each in (node.expr1, node.expr2):
            self._plain(each, scope)
        return "text"


def _fault(node: nodes.Node, message: str) -> WordsFault:
    # What Jinja makes up itself, like the scope of an autoescape, is on no line.
    return WordsFault(f"line {node.lineno}: {message}" if node.lineno else message)
