"""Keep the lists of libraries in pyproject.toml complete; a library itself is a folder in libs/.

The build backend, the type checker and the import linter each read a literal list. Those that
follow from the folders stand behind a comment, `= [ # made: NAME`, and are written here. What a
person decides about a new library is its layer, in the same file.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from tools.generated import Generator, SourceError
from tools.tree import ROOT, TEST_LIBRARIES, library_packages

FILE = Path("pyproject.toml")
_LIST = re.compile(r"^(?P<head>[\w-]+ = \[ # made: (?P<name>.+))\n(?:  .*\n)*\]$", re.MULTILINE)


class LibraryError(SourceError):
    """A list has an unknown name, or a library has no layer."""


def lists(root: Path = ROOT) -> dict[str, list[str]]:
    """Return the content of every list by its name."""
    libraries = sorted(library_packages(root))
    layered = [name for name in libraries if name not in TEST_LIBRARIES]
    folders = [f"libs/{name}/src" for name in libraries]
    return {
        "folders of libraries and the root": [".", *folders],
        "folders of libraries": [f"$MYPY_CONFIG_FILE_DIR/{folder}" for folder in folders],
        "libraries, local and tools": [*layered, "local", "tools"],
        "libraries": layered,
        "contexts and the kernel": [*_contexts(root), "lms_kernel"],
        "libraries of messages": sorted([*_above_contexts(root), "lms_preferences"]),
        "contexts but lms_preferences": [
            name for name in _layer_above_events(root) if name != "lms_preferences"
        ],
        "libraries but lms_postgres": [name for name in layered if name != "lms_postgres"],
    }


def _contexts(root: Path) -> list[str]:
    """Name the contexts and the libraries of messages, which stand above them."""
    return sorted([*_above_contexts(root), *_layer_above_events(root)])


def _above_contexts(root: Path) -> list[str]:
    """Name the libraries of messages: the layers between lms_http and the contexts."""
    return [name for layer in _between(root)[:-1] for name in layer]


def _layer_above_events(root: Path) -> list[str]:
    """Name the contexts: the layer above lms_events."""
    return [name for layer in _between(root)[-1:] for name in layer]


def _between(root: Path) -> list[list[str]]:
    """Return the layers between lms_http and lms_events; the last one is the contexts'."""
    layers = _layers((root / FILE).read_text(encoding="utf-8"))
    holders = [re.findall(r"\w+", layer) for layer in layers]
    edges = next((at for at, names in enumerate(holders) if "lms_http" in names), -1)
    events = next((at for at, names in enumerate(holders) if "lms_events" in names), 0)
    return holders[edges + 1 : events]


def _layers(text: str) -> list[str]:
    contracts = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    found: list[str] = next(each["layers"] for each in contracts if each["id"] == "layers")
    return found


def pyproject(root: Path = ROOT) -> bytes:
    """Make pyproject.toml with every list complete. Raises LibraryError."""
    known = lists(root)

    def filled(match: re.Match[str]) -> str:
        if match["name"] not in known:
            message = f"{FILE} has a list that is made of {match['name']}: that is unknown"
            raise LibraryError(message)
        lines = "".join(f'  "{each}",\n' for each in known[match["name"]])
        return f"{match['head']}\n{lines}]"

    text = _LIST.sub(filled, (root / FILE).read_text(encoding="utf-8"))
    layered = re.findall(r"\w+", " ".join(_layers(text)))
    if lost := set(known["libraries"]) ^ set(layered):
        message = f"{', '.join(sorted(lost))}: a library in libs/ has one layer in {FILE}"
        raise LibraryError(message)
    return text.encode()


def _files(root: Path) -> dict[str, bytes]:
    return {FILE.as_posix(): pyproject(root)}


GENERATOR = Generator((FILE.as_posix(),), _files)
