"""Where things are in the repository, and the files of functions and libraries.

Every tool takes the root of a tree, so that its tests can work on small trees of their own.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Libraries that only tests may import; a function importing one would not start when deployed.
TEST_LIBRARIES = frozenset({"lms_testing"})


def function_folders(root: Path) -> dict[str, Path]:
    """Return the folder of every function: a folder under functions/ with a main.py."""
    return {main.parent.name: main.parent for main in sorted(root.glob("functions/*/main.py"))}


def library_packages(root: Path) -> dict[str, Path]:
    """Name the package folder (libs/NAME/src/NAME) of every library that has any code."""
    packages = {}
    for source in sorted(root.glob("libs/*/src")):
        package = source / source.parent.name
        if any(package.glob("*.py")):
            packages[package.name] = package
    return packages


def find_libraries(root: Path) -> None:
    """Let Python find libraries that are newer than the environment, which lists the others."""
    folders = [str(package.parent) for package in library_packages(root).values()]
    sys.path += [folder for folder in folders if folder not in sys.path]


def package_files(package: Path) -> list[Path]:
    """List what belongs to a package, sorted: its code and data, never caches."""
    return sorted(
        path
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    )
