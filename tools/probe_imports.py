"""Print as JSON what each function imports before it listens: module -> who imported it first.

    python -m tools.probe_imports [NAME ...]

Of the standard library nothing is said: its modules differ between versions of Python. Stand-ins of
modules that come later (decision 0065) are not there yet.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
from pathlib import Path

# What a process has before its function: the runtime, and what uvicorn loads by name.
RUNTIME = (
    "lms_runtime._app",
    "lms_runtime._server",
    "lms_runtime._log",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.lifespan.on",
)
_NOT_COUNTED = sys.stdlib_module_names | {"functions", "tools", "__main__"}


class _Importers:
    """Notes of each module who was first to import it."""

    def __init__(self) -> None:
        self.first: dict[str, str] = {}

    def find_spec(self, name: str, *_: object) -> None:
        frame = sys._getframe(1)  # noqa: SLF001 - how the importer is found
        while frame.f_back and "importlib" in frame.f_globals.get("__name__", "importlib"):
            frame = frame.f_back
        self.first.setdefault(name, frame.f_globals.get("__name__", ""))


def main(names: list[str]) -> int:
    """Import each function in a child process of one that has imported the runtime."""
    from lms_runtime import _later

    gc.disable()
    _later.defer(*_later.MODULES)
    importers = _Importers()
    sys.meta_path.insert(0, importers)
    for name in RUNTIME:
        importlib.import_module(name)
    found = {name: _imports_of(name, importers) for name in names or _functions()}
    print(json.dumps(found))
    return 0


def _functions() -> list[str]:
    return sorted(path.parent.name for path in Path("functions").glob("*/main.py"))


def _is_of_python(package: str) -> bool:
    # The second is how this very Python was built.
    return package in _NOT_COUNTED or package.startswith("_sysconfigdata")


def _imports_of(function: str, importers: _Importers) -> dict[str, str]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        importlib.import_module(f"functions.{function}.main")
        counted = {
            name: importers.first.get(name, "")
            for name, module in sorted(sys.modules.items())
            if not _is_of_python(name.partition(".")[0]) and hasattr(module, "__file__")
        }
        with os.fdopen(writing, "w") as pipe:
            json.dump(counted, pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    if not text:
        raise SystemExit(f"functions/{function}/main.py cannot be imported")
    imports: dict[str, str] = json.loads(text)
    return imports


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
