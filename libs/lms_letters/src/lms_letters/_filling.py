"""Words with values filled in, and the check of words before they are stored."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lms_kernel import FieldError, Invalid
from lms_letters._sandbox import WordsFault, cut, render
from lms_links import public_url
from lms_preferences import MESSAGE_LENGTHS
from lms_templates import Template, Variable, Words

_MOST_ITEMS = 100
# Not printable to Python: some scripts and emoji need the first two between letters, French wants
# spaces that do not break before some of its marks.
_UNSEEN = "\u200c\u200d\u00a0\u202f"


class _Rule(NamedTuple):
    """What a part of words must be, as it is written and as it comes out."""

    longest: int
    unfit: re.Pattern[str]
    must: str
    may_be_empty: bool = False


# Line ends of every kind and other control characters: in a subject they could begin a header.
_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_RULES = {
    "subject": _Rule(MESSAGE_LENGTHS["subject"], _LINE, "must be one line"),
    "text": _Rule(MESSAGE_LENGTHS["text"], _LINES, "must have no control characters"),
    "short": _Rule(MESSAGE_LENGTHS["short"], _LINE, "must be one line", may_be_empty=True),
}


def fill(template: Template, words: Words, values: Mapping[str, object]) -> Words:
    """Fill values into words; what is too long is cut.

    Raises WordsFault when the words cannot be used, Invalid for values that the template does not
    take.
    """
    data = _data(template, values)
    return Words(**{name: _filled(template, words, name, data) for name in _RULES})


def check_words(template: Template, words: Words, path: str) -> Iterator[FieldError]:
    """Return the faults of words, tried with the samples; ``path`` is where they are."""
    data = _data(template, {each.name: each.sample for each in template.variables})
    for name in _RULES:
        try:
            _check(template, words, name, data)
        except WordsFault as fault:
            yield FieldError(f"{path}.{name}", str(fault))


def _check(template: Template, words: Words, name: str, data: Mapping[str, object]) -> None:
    source: str = getattr(words, name)
    rule = _RULES[name]
    if rule.unfit.search(source):
        raise WordsFault(rule.must)
    if len(_rendered(template, source, data, rule)) > rule.longest:
        raise WordsFault(f"comes out longer than {rule.longest:,} characters")
    _filled(template, words, name, data)


def one_line(text: str) -> str:
    """Return the text without line breaks and control characters: it may end up in a header."""
    fit = "".join(each if each.isprintable() or each in _UNSEEN else " " for each in text)
    return re.sub(r" +", " ", fit).strip()


def _filled(template: Template, words: Words, name: str, data: Mapping[str, object]) -> str:
    rule = _RULES[name]
    text = _rendered(template, getattr(words, name), data, rule)
    if rule.unfit is _LINE:
        text = one_line(text)
    if not (text.strip() or rule.may_be_empty):
        raise WordsFault("comes out empty")
    return cut(text, rule.longest)


def _rendered(template: Template, source: str, data: Mapping[str, object], rule: _Rule) -> str:
    samples = {each.name: each.sample for each in template.variables}
    return render(source, samples, data, limit=rule.longest)


def _data(template: Template, values: Mapping[str, object]) -> dict[str, object]:
    """Return the values as words get them: lines of text, numbers, lists; or raise Invalid."""
    unknown = values.keys() - {each.name for each in template.variables}
    faults = [
        FieldError(f"values.{name}", "is not a variable of this template") for name in unknown
    ]
    data: dict[str, object] = {}
    for each in template.variables:
        try:
            data[each.name] = _datum(each, values.get(each.name))
        except TypeError:
            faults.append(
                FieldError(
                    f"values.{each.name}", "is required and must have the type of its sample"
                )
            )
    if faults:
        raise Invalid(errors=faults)
    return data


def _datum(variable: Variable, value: object) -> object:
    """Return one value as words get it; raises TypeError when it is not like the sample."""
    sample = variable.sample
    if isinstance(sample, list):
        if not isinstance(value, list | tuple):
            raise TypeError
        return [
            {name: _text(name, _field(item, name)) for name in sample[0]}
            for item in value[:_MOST_ITEMS]
        ]
    if value is None and variable.is_optional:
        return ""
    if isinstance(sample, int):
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError
        return value
    return _text(variable.name, value)


def _field(item: object, name: str) -> object:
    """Return a field of an item, a struct or a mapping; an empty text where there is none."""
    found = item.get(name) if isinstance(item, Mapping) else getattr(item, name, None)
    return "" if found is None else found


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    text = one_line(value)
    is_path = name == "link" and text.startswith("/")
    return public_url(text) if is_path else text
