"""Start a function from a template: `nox -s new -- verb_noun http|event`.

Writes the four files that every function has. They run as they are: the test passes, and what is
still to be decided reads like an example to change.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from tools.tree import ROOT

TEMPLATES = Path(__file__).parent / "templates" / "function"
NAME = re.compile(r"[a-z]+(_[a-z]+)+")


class NewError(Exception):
    """The function cannot be started; the message says why."""


def new(name: str, kind: str, root: Path = ROOT) -> Path:
    """Write the folder of a new function and give its path. Raises NewError."""
    if not NAME.fullmatch(name):
        message = f"{name!r} must read like verb_noun, such as create_course"
        raise NewError(message)
    folder = root / "functions" / name
    if folder.exists():
        message = f"functions/{name} is there already"
        raise NewError(message)
    words = {
        "NAME": name,
        "SERVICE": name.replace("_", "-"),
        "NOUN": name.partition("_")[2].replace("_", "-"),
        "CLAIM": name.replace("_", " "),
    }
    made = {
        template.name.removesuffix(".tmpl").replace("NAME", name): _fill(template, words)
        for template in sorted((TEMPLATES / kind).glob("*.tmpl"))
    }
    folder.mkdir(parents=True)
    for file, text in made.items():
        (folder / file).write_text(text, encoding="utf-8")
    return folder


def _fill(template: Path, words: dict[str, str]) -> str:
    text = template.read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(f"@{word}@", value)
    return text


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Write the folder and say what comes next; 1 with one line when it cannot be written."""
    parser = argparse.ArgumentParser(prog="new", description=__doc__.partition("\n")[0])
    parser.add_argument("name", help="verb_noun: folder, Python function and target")
    parser.add_argument("kind", choices=["http", "event"], help="called by a route or by events")
    options = parser.parse_args(arguments)
    try:
        folder = new(options.name, options.kind, root)
    except NewError as error:
        print(f"new: {error}", file=sys.stderr)
        return 1
    for path in sorted(folder.iterdir()):
        print(path.relative_to(root))
    print("Next: change the example, then `nox -s generate unit`.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
