"""What an HTTP function's main.py says about its interface: its calls and its responses.

Nothing is declared twice just for the documentation: `parse(request, NewCourse)` is the
body, `require(request, "course:create")` the permission, `Answer[Course]` the answer.
"""

from __future__ import annotations

import ast
import importlib.util
import inspect
import sys
import types
import typing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tools.generated import SourceError

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

STATUS = {
    "ok": 200,
    "download": 200,
    "created": 201,
    "accepted": 202,
    "no_content": 204,
    "found": 302,
}


class FactError(SourceError):
    """A function's code lacks what the documentation needs."""


@dataclass
class Facts:
    """The interface of one HTTP function."""

    summary: str
    description: str
    calls: dict[str, list[ast.Call]]
    """Every call of a plain name in main.py, by that name."""
    answers: tuple[Any, ...]
    """Message types of the response; empty when it has no body."""
    namespace: dict[str, Any] = field(repr=False)

    def calls_to(self, name: str) -> bool:
        """Tell whether main.py calls this name."""
        return name in self.calls

    def argument(self, name: str, position: int) -> Any | None:
        """Return the value of a positional argument of the first call to a name, if it has one."""
        for call in self.calls.get(name, ()):
            if len(call.args) > position:
                return self._value(call.args[position])
        return None

    def keywords(self, name: str) -> set[str]:
        """Name the keyword arguments given in all calls to a name."""
        return {word.arg for call in self.calls.get(name, ()) for word in call.keywords if word.arg}

    def statuses(self) -> list[int]:
        """List the statuses of success, in the order of the numbers."""
        return sorted({STATUS[name] for name in STATUS if self.calls_to(name)})

    def _value(self, node: ast.expr) -> Any:
        """Evaluate a literal, a name or a dotted name in the module's own namespace."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return self.namespace[node.id]
        if isinstance(node, ast.Attribute):
            return getattr(self._value(node.value), node.attr)
        message = f"{ast.unparse(node)} cannot be read from the source; give it a name"
        raise FactError(message)


def read_facts(name: str, main: Path) -> Facts:
    """Import a function's main.py and read its facts. Raises FactError naming the function."""
    module = load(f"functions.{name}.main", main)
    tree = ast.parse(main.read_bytes())
    calls: dict[str, list[ast.Call]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else None
            called = node.func.id if isinstance(node.func, ast.Name) else called
            if called:
                calls.setdefault(called, []).append(node)
    function = inspect.unwrap(getattr(module, name))
    title = inspect.cleandoc(module.__doc__ or "")
    return Facts(
        summary=title.partition("\n")[0].partition(": ")[2].rstrip("."),
        description=inspect.getdoc(function) or "",
        calls=calls,
        answers=_answers(name, function, vars(module)),
        namespace=vars(module),
    )


def load(name: str, path: Path) -> ModuleType:
    """Import a file under a name of its own, as pytest's importlib mode does."""
    known = sys.modules.get(name)
    if known is not None and getattr(known, "__file__", None) == str(path):
        return known
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None  # noqa: S101 - a .py file always has a loader
    assert spec.loader is not None  # noqa: S101
    module = importlib.util.module_from_spec(spec)
    # Structs and get_type_hints look their module up by its name.
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _answers(name: str, function: Any, namespace: dict[str, Any]) -> tuple[Any, ...]:
    from lms_http import Answer

    try:
        returned = typing.get_type_hints(function, namespace).get("return")
    except NameError as error:
        message = f"functions/{name}/main.py: {error}; import it outside TYPE_CHECKING"
        raise FactError(message) from error
    options = (
        typing.get_args(returned)
        if typing.get_origin(returned) in {typing.Union, types.UnionType}
        else (returned,)
    )
    if not all(typing.get_origin(option) is Answer for option in options):
        message = f"functions/{name}/main.py: {name} must be annotated `-> Answer[SomeType]`"
        raise FactError(message)
    bodies = [typing.get_args(option)[0] for option in options]
    return tuple(body for body in bodies if body is not type(None))
