"""The import closure of a function: which of our libraries it needs, and which distributions.

The import statement is the declaration. A function's closure starts with the runtime, which serves
it, and its own main.py; every library found is followed in turn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.imports import imported_names
from tools.tree import TEST_LIBRARIES, function_folders, library_packages, package_files

if TYPE_CHECKING:
    from pathlib import Path

# It serves every function, so it is in every closure without being imported.
RUNTIME = "lms_runtime"
PREFIX = "lms_"


class ClosureError(Exception):
    """A function or library imports something that cannot be staged with it."""


@dataclass(frozen=True)
class Closure:
    """What one function needs to run."""

    function: str
    libraries: tuple[str, ...]
    """Our libraries, sorted."""
    third_party: frozenset[str]
    """Import names of everything else, of the function and of its libraries."""
    own_third_party: frozenset[str]
    """The part of it that the function's main.py imports itself."""


class Closures:
    """The closures of all functions of one tree; each library is read once."""

    def __init__(self, root: Path) -> None:
        self.functions = function_folders(root)
        self.packages = library_packages(root)
        self._imports: dict[str, frozenset[str]] = {}

    def of(self, function: str) -> Closure:
        """Close the imports of one function. Raises ClosureError."""
        own = imported_names(self.functions[function] / "main.py")
        third_party = {name for name in own if not name.startswith(PREFIX)}
        waiting = [(name, f"functions/{function}") for name in sorted(own - third_party)]
        if RUNTIME in self.packages:
            waiting.append((RUNTIME, f"functions/{function}"))
        libraries: set[str] = set()
        while waiting:
            library, importer = waiting.pop()
            if library in libraries:
                continue
            libraries.add(library)
            for name in sorted(self._library_imports(library, importer)):
                if name.startswith(PREFIX):
                    waiting.append((name, f"libs/{library}"))
                else:
                    third_party.add(name)
        return Closure(
            function=function,
            libraries=tuple(sorted(libraries)),
            third_party=frozenset(third_party),
            own_third_party=frozenset(own & third_party),
        )

    def all(self) -> list[Closure]:
        """Close the imports of every function, in the order of their names."""
        return [self.of(function) for function in self.functions]

    def _library_imports(self, library: str, importer: str) -> frozenset[str]:
        if library in TEST_LIBRARIES:
            message = f"{importer} imports {library}, which is for tests only and is never staged"
            raise ClosureError(message)
        if library not in self.packages:
            message = f"{importer} imports {library}, which is not in libs/"
            raise ClosureError(message)
        if library not in self._imports:
            files = [path for path in package_files(self.packages[library]) if path.suffix == ".py"]
            self._imports[library] = frozenset[str]().union(*map(imported_names, files)) - {library}
        return self._imports[library]
