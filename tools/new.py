"""Start a function from a template: `nox -s new -- verb_noun http|list|event`.

Writes the four files that every function has. They run as they are: the test passes, and what you
still have to decide reads like an example. `--below courses` puts the route under a
parent, `--public` lets everybody call it.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tools.tree import ROOT

TEMPLATES = Path(__file__).parent / "templates" / "function"
NAME = re.compile(r"[a-z]+(_[a-z]+)+")
KINDS = {
    "http": "one thing, by its id",
    "list": "a page of things",
    "event": "a reaction to an event",
}
PARENTS = {"courses": "course"}
"""Parents that the templates look up: the segment of the route, and the noun."""


class NewError(Exception):
    """The function cannot be started; the message says why."""


@dataclass(frozen=True)
class Draft:
    """What a template has to know of the new function."""

    name: str
    kind: str
    below: str = ""
    public: bool = False
    is_taken: bool = False
    """Whether another function has the route that its noun would give it."""

    @property
    def noun(self) -> str:
        """The thing in the singular, such as lesson for list_lessons."""
        noun = self.name.partition("_")[2]
        return noun.removesuffix("s") if self.kind == "list" else noun

    @property
    def type(self) -> str:
        """The thing as a part of a class's name."""
        return self.noun.title().replace("_", "")

    @property
    def things(self) -> str:
        """The segment of the route: the thing in the plural, or the name if that is taken."""
        return (self.name if self.is_taken else f"{self.noun}s").replace("_", "-")

    @property
    def path(self) -> str:
        """The path template of the route, such as /api/courses/{course_id}/lessons/{lesson_id}."""
        above = f"/{self.below}/{{{PARENTS[self.below]}_id}}" if self.below else ""
        key = f"{self.noun}_id" if self.below else "id"
        return f"/api{above}/{self.things}" + ("" if self.kind == "list" else f"/{{{key}}}")

    @property
    def folders(self) -> list[Path]:
        """The folders of its templates."""
        if self.kind == "event":
            return [TEMPLATES / "event"]
        code = ("list" if self.kind == "list" else "one") + ("_below" if self.below else "")
        return [TEMPLATES / "route", TEMPLATES / code]


def new(draft: Draft, root: Path = ROOT) -> Path:
    """Write the folder of a new function and return its path. Raises NewError."""
    if not NAME.fullmatch(draft.name):
        message = f"{draft.name!r} must read like verb_noun, such as create_course"
        raise NewError(message)
    if draft.kind == "event" and (draft.below or draft.public):
        message = "an event function has no route: leave out --below and --public"
        raise NewError(message)
    folder = root / "functions" / draft.name
    if folder.exists():
        message = f"functions/{draft.name} is there already"
        raise NewError(message)
    routes = [path.read_text(encoding="utf-8") for path in root.glob("functions/*/func.yaml")]
    if any(f"route: GET {draft.path}\n" in route for route in routes):
        draft = replace(draft, is_taken=True)
    environment = Environment(
        loader=FileSystemLoader(draft.folders),
        autoescape=False,  # noqa: S701 - Python and YAML, not HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    files = {
        name.removesuffix(".tmpl").replace("NAME", draft.name): environment.get_template(name)
        for name in environment.list_templates(["tmpl"])
    }
    folder.mkdir(parents=True)
    for file, template in files.items():
        (folder / file).write_text(template.render(it=draft), encoding="utf-8")
    # Names are as long as they are: where a line breaks follows from them.
    command = [sys.executable, "-m", "ruff", "format", "-q", "--line-length=100", str(folder)]
    subprocess.run(command, check=True)
    return folder


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Write the folder and print what comes next; 1 with one line when it cannot be written."""
    parser = argparse.ArgumentParser(prog="new", description=__doc__.partition("\n")[0])
    parser.add_argument("name", help="verb_noun: folder, Python function and target")
    kinds = ", ".join(f"{kind}: {words}" for kind, words in KINDS.items())
    parser.add_argument("kind", choices=KINDS, help=kinds)
    parser.add_argument(
        "--below", choices=PARENTS, default="", help="the parent whose id is in the route"
    )
    parser.add_argument("--public", action="store_true", help="for callers without an account too")
    options = parser.parse_args(arguments)
    draft = Draft(**vars(options))
    try:
        folder = new(draft, root)
    except NewError as error:
        print(f"new: {error}", file=sys.stderr)
        return 1
    for path in sorted(folder.iterdir()):
        print(path.relative_to(root))
    if draft.below:
        parent = PARENTS[draft.below]
        print(
            f"Decide what happens when there is no such {parent}: as written, the {parent}'s 404."
        )
    if draft.kind != "event":
        print("Say who may call it: docs/authorization.md needs a row for its route.")
    print("Next: change the example, then `nox -s generate unit`.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
