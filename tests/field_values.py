"""What people type into fields: values from all of Unicode, and some that are almost right.

The fields are found in the message types themselves, so that a new one is tried without a line
here. A value is given to one field of an example that is otherwise fine.
"""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Iterator
from typing import Any, NamedTuple, get_args, get_origin

import msgspec
from hypothesis import strategies as st

Path = tuple[str | int, ...]

# What is rare in Unicode, and what means something to some parser, made likely.
_LETTERS = st.one_of(
    # Without surrogates, which no UTF-8 holds (RFC 3629, section 3): requests are decoded first.
    st.characters(codec="utf-8"),
    st.characters(categories=["Cf", "Cc", "Mn", "Zs", "Zl", "Zp", "Nd", "Co"]),
    st.sampled_from(
        "aZ09@.-:/+_ %\"'<>&{}\\\n\r\t\x00\x7f\x85\u2028\u202e\u200b\u200d\ufeff\ufe0f"
    ),
    st.sampled_from(
        "\u0130\u0131\u00df\u1e9e\u212a\ufb03\u0301\u0307\u094d\u3164\uff10\u0661\u3002"
    ),
    st.sampled_from("\U0001f393\U0001f469\U0001f3fd\U0001fae9\U000e0067\U0001ffff\U000f0000"),
)
# Lower case, NFC and NFKC make more of these, or less.
_GROWING = ("\u0130", "\ufb03", "\u0344", "\U0001d15e", "\u1e9e", "e\u0301", "\ufdfa", "\U0001f393")


class Leaf(NamedTuple):
    """A text somewhere in a message: where it is, and how long it may be, if that is limited."""

    path: Path
    longest: int

    @property
    def name(self) -> str:
        """The path as one word."""
        return ".".join(map(str, self.path))

    def put(self, value: str, example: dict[str, Any]) -> dict[str, Any]:
        """Return the example with the value in the place."""
        message = copy.deepcopy(example)
        place: Any = message
        for step, following in zip(self.path, self.path[1:], strict=False):
            missing: Any = [None] if isinstance(following, int) else {}
            known = place[step] if isinstance(step, int) else place.get(step)
            if not isinstance(known, type(missing)) or (missing and not known):
                place[step] = missing
            place = place[step]
        place[self.path[-1]] = value
        return message

    def of(self, message: Any) -> Any:
        """Return what is in the place, None when there is none."""
        for step in self.path:
            try:
                message = message[step]
            except (IndexError, KeyError, TypeError):
                return None
        return message


def leaves(kind: type[msgspec.Struct]) -> list[Leaf]:
    """Find every text of a message type, one of each list and of each mapping, one level deep."""
    return list(_leaves(kind, (), 0, ()))


def _leaves(annotation: Any, path: Path, longest: int, seen: tuple[type, ...]) -> Iterator[Leaf]:
    origin, parts = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        if annotation in seen:
            return
        for field in msgspec.structs.fields(annotation):
            yield from _leaves(field.type, (*path, field.encode_name), 0, (*seen, annotation))
    elif annotation is str:
        yield Leaf(path, longest)
    elif origin in {list, tuple}:
        yield from _leaves(parts[0], (*path, 0), 0, seen)
    elif origin is dict:
        yield from _leaves(parts[1], (*path, "x"), 0, seen)
    elif hasattr(annotation, "__metadata__"):
        metas = (each for each in annotation.__metadata__ if isinstance(each, msgspec.Meta))
        lengths = [meta.max_length for meta in metas if meta.max_length]
        yield from _leaves(parts[0], path, max(lengths, default=longest), seen)
    else:
        for part in parts:
            if part is not msgspec.UnsetType:
                yield from _leaves(part, path, longest, seen)


def values(example: object, longest: int) -> st.SearchStrategy[str]:
    """Generate texts from all of Unicode, changed examples, and some as long as allowed."""
    seed = example if isinstance(example, str) else "Example"
    return st.one_of(st.text(_LETTERS, max_size=30), _changed(seed), _long(longest or 40))


@st.composite
def _changed(draw: st.DrawFn, example: str) -> str:
    """Change an example a little: letters inserted, replaced, in another case or width."""
    text = example
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        letter = draw(_LETTERS)
        match draw(st.integers(0, 5)):
            case 0:
                text = text[:at] + letter + text[at:]
            case 1:
                text = text[:at] + letter + text[at + 1 :]
            case 2:
                text = text.upper()
            case 3:
                text = "".join(
                    chr(ord(each) + 0xFEE0) if "!" <= each <= "~" and draw(st.booleans()) else each
                    for each in text
                )
            case 4:
                text = unicodedata.normalize("NFD", text)
            case _:
                text = f" {text}{letter} "
    return text


@st.composite
def _long(draw: st.DrawFn, longest: int) -> str:
    """Make a text about as long as allowed, of letters that grow or shrink."""
    letter = draw(st.sampled_from((*_GROWING, "a")))
    count = draw(st.sampled_from((longest // 2, longest - 1, longest, longest + 1)))
    return draw(st.sampled_from(("", "x ", "\u0130"))) + letter * min(count, 2_000)
