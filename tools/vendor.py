"""Stage every function with what it needs: build/functions/NAME/, from the import closure.

A staged folder holds main.py, the libraries it reaches, the complete func.yaml and a pinned,
hashed requirements.txt: nothing else is needed to run it. The same tree produces the same bytes.
Nothing staged is ever edited or committed.

    python -m tools.vendor [--compile] [NAME ...]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import py_compile
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tools import func_yaml
from tools.closure import Closure, ClosureError, Closures
from tools.endpoints import EndpointError, endpoint
from tools.lock import Lock, LockError
from tools.tree import ROOT, package_files

if TYPE_CHECKING:
    from collections.abc import Iterable

STAGED = Path("build/functions")
# Without the function's name, so that equal files make one layer in several images.
HEADER = b"# Made by `nox -s vendor` from uv.lock: what main.py imports, and what that needs.\n"

Files = dict[str, bytes]


class VendorError(Exception):
    """A function cannot be staged; the message says which and why."""


class Stage:
    """Stages the functions of one tree; files shared by several functions are read once."""

    def __init__(self, root: Path, *, compiled: bool = False) -> None:
        self.root = root
        self.target = root / STAGED
        self.compiled = compiled
        self.closures = Closures(root)
        self._defaults = func_yaml.read(root / "func.yaml")
        self._lock = Lock.read(root / "uv.lock")
        self._packages: dict[str, Files] = {}
        self._fragments: dict[str, func_yaml.Document] = {}

    def run(self, names: Iterable[str] = ()) -> list[str]:
        """Stage the named functions, or all of them, removing folders of former functions.

        Writes only what differs. Returns the names of the functions whose files changed.
        """
        chosen = tuple(names) or tuple(self.closures.functions)
        for name in chosen:
            if name not in self.closures.functions:
                message = f"functions/{name} has no main.py"
                raise VendorError(message)
        wanted = {name: self.files(name) for name in chosen}
        changed = [name for name in chosen if write_tree(self.target / name, wanted[name])]
        if not names:
            self._remove_others(wanted)
        return changed

    def files(self, name: str) -> Files:
        """Make the whole content of one staged folder, by path. Raises VendorError."""
        folder = self.closures.functions[name]
        try:
            closure = self.closures.of(name)
            self._check_requirements(closure)
            document = self.document(closure)
            needs = self._lock.requirements(closure.third_party, f"functions/{name}")
        except (ClosureError, LockError, EndpointError, func_yaml.FuncYamlError) as error:
            raise VendorError(str(error)) from error
        except SyntaxError as error:
            message = f"{error.filename}:{error.lineno}: {error.msg}"
            raise VendorError(message) from error
        content: Files = {
            "main.py": (folder / "main.py").read_bytes(),
            "func.yaml": func_yaml.dump(document),
            "requirements.txt": HEADER + needs.encode(),
        }
        for library in closure.libraries:
            content |= self._package(library)
        if self.compiled:
            content |= self._bytecode("main.py", content["main.py"])
        return content

    def document(self, closure: Closure) -> func_yaml.Document:
        """Make the complete func.yaml of one function. Raises FuncYamlError or EndpointError."""
        name = closure.function
        fragments = [(library, self._fragment(library)) for library in closure.libraries]
        own = func_yaml.read(self.closures.functions[name] / "func.yaml")
        document = func_yaml.complete(self._defaults, fragments, own)
        record = endpoint(name, document)
        values = {
            "FUNCTION_TARGET": name,
            "FUNCTION_SIGNATURE_TYPE": record.invoke,
            # Without it functions-framework first builds a Flask application and throws it away.
            "FUNCTION_USE_ASGI": "1",
            "LMS_ROUTE": record.route or "EVENT",
        }
        if record.delivery is not None:
            # So that a function can tell when the broker will retry.
            values["LMS_DELIVERY_RETRY"] = str(record.delivery.retry)
            values["LMS_DELIVERY_BACKOFF_DELAY"] = record.delivery.backoff_delay
        return func_yaml.set_envs(document, values)

    def _fragment(self, library: str) -> func_yaml.Document:
        if library not in self._fragments:
            path = self.root / "libs" / library / "func.yaml"
            self._fragments[library] = func_yaml.read(path) if path.exists() else {}
        return self._fragments[library]

    def _check_requirements(self, closure: Closure) -> None:
        """Check requirements.txt against the imports of main.py: the same names, no versions."""
        path = self.closures.functions[closure.function] / "requirements.txt"
        where = f"functions/{closure.function}/requirements.txt"
        said = set(path.read_text(encoding="utf-8").split("\n")) if path.exists() else set()
        said = {line.strip() for line in said if line.strip() and not line.startswith("#")}
        needed = {self._lock.distribution(name, where) for name in closure.own_third_party}
        if missing := needed - said:
            message = f"{where} lacks {', '.join(sorted(missing))}, which main.py imports"
            raise VendorError(message)
        if extra := said - needed:
            message = f"{where} names {', '.join(sorted(extra))}, which main.py does not import"
            raise VendorError(message)

    def _package(self, library: str) -> Files:
        if library not in self._packages:
            package = self.closures.packages[library]
            content: Files = {}
            for path in package_files(package):
                name = f"{library}/{path.relative_to(package).as_posix()}"
                content[name] = path.read_bytes()
                if self.compiled and path.suffix == ".py":
                    content |= self._bytecode(name, content[name])
            self._packages[library] = content
        return self._packages[library]

    def _bytecode(self, name: str, source: bytes) -> Files:
        """Compile one file, so that a start reads bytecode and checks no times.

        Compiled files are kept in build/bytecode by their content: staging again costs nothing.
        """
        tag = sys.implementation.cache_tag
        digest = hashlib.sha256(name.encode() + b"\0" + source).hexdigest()
        kept = self.root / "build" / "bytecode" / f"{digest}.{tag}.pyc"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=kept.parent) as scratch:
                original, made = Path(scratch, "source.py"), Path(scratch, "made.pyc")
                original.write_bytes(source)
                py_compile.compile(
                    str(original),
                    cfile=str(made),
                    dfile=name,
                    doraise=True,
                    invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
                )
                made.replace(kept)
        path = Path(name)
        return {str(path.parent / "__pycache__" / f"{path.stem}.{tag}.pyc"): kept.read_bytes()}

    def _remove_others(self, wanted: dict[str, Files]) -> None:
        for folder in self.target.glob("*"):
            if folder.name not in wanted:
                remove_tree(folder)


def write_tree(folder: Path, wanted: Files) -> bool:
    """Make a folder hold exactly these files; return whether anything changed."""
    present = _present(folder)
    changed = False
    for name in sorted(present.keys() - wanted.keys()):
        (folder / name).unlink()
        changed = changed or "__pycache__" not in name
    for name, content in wanted.items():
        path = folder / name
        if present.get(name) == len(content) and path.read_bytes() == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        # Replaced, not rewritten: a process that is starting from the folder sees whole files.
        scratch = path.with_name(f".{path.name}.new")
        scratch.write_bytes(content)
        scratch.replace(path)
        changed = changed or "__pycache__" not in name
    for place, _, _ in os.walk(folder, topdown=False):
        if not os.listdir(place):  # noqa: PTH208 - os.walk gives strings
            Path(place).rmdir()
    return changed


def _present(folder: Path) -> dict[str, int]:
    """Return the files below a folder with their sizes."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for place, _, files in os.walk(folder)
        for path in (Path(place, name) for name in files)
    }


def remove_tree(path: Path) -> None:
    """Remove a file or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        write_tree(path, {})
    else:
        path.unlink()


def tree_hash(folder: Path) -> str:
    """Hash names and content of all files below a folder, but no bytecode and no times."""
    digest = hashlib.sha256()
    for name in sorted(_present(folder)):
        if "__pycache__" not in name:
            content = (folder / name).read_bytes()
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Stage from the command line; exit with 1 and one line when a function cannot be staged."""
    parser = argparse.ArgumentParser(prog="vendor", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--compile", action="store_true", help="compile bytecode next to the sources"
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="functions to stage (all)")
    options = parser.parse_args(arguments)
    began = time.perf_counter()
    try:
        stage = Stage(root, compiled=options.compile)
        changed = stage.run(options.names)
    except (VendorError, LockError, func_yaml.FuncYamlError) as error:
        print(f"vendor: {error}", file=sys.stderr)
        return 1
    total = len(options.names or stage.closures.functions)
    seconds = time.perf_counter() - began
    print(f"{total} functions staged in {STAGED} ({len(changed)} changed) in {seconds:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
