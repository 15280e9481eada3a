"""What words may do, and all that they may not."""

from __future__ import annotations

import contextlib
import time

import pytest

from lms_letters._sandbox import WordsFault, render
from lms_templates import Sample
from tests.patience import patience

SAMPLES: dict[str, Sample] = {
    "name": "Ana Lima",
    "count": 2,
    "items": [{"subject": "Hello", "link": ""}],
}
VALUES: dict[str, object] = {
    "name": "Ana",
    "count": 2,
    "items": [{"subject": "One", "link": "/1"}, {"subject": "Two", "link": ""}],
}


def _render(source: str, values: dict[str, object] | None = None, *, limit: int = 10_000) -> str:
    return render(source, SAMPLES, VALUES if values is None else values, limit=limit)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Hello {{ name }}!", "Hello Ana!"),
        ("{{ name|upper }} {{ name|lower|title }}", "ANA Ana"),
        ("{{ '' |default('friend') }}", "friend"),
        ("{{ name|truncate(2) }}", "A…"),
        ("{{ name|trim|capitalize }} {{ items|length }} {{ name|length }}", "Ana 2 3"),
        (
            "{% if count > 1 and name %}many{% elif count == 1 %}one{% else %}none{% endif %}",
            "many",
        ),
        ("{{ 'one' if count == 1 else count }}", "2"),
        ("{{ name or 'friend' }}", "Ana"),
        ("{% if not items %}none{% endif %}{# a remark #}", ""),
        (
            "{% for a in items if a.link %}{{ loop.index }} {{ a.subject }}{% else %}-{% endfor %}",
            "1 One",
        ),
        ("{% for item in items %}\n{{ item.subject }}\n{% endfor %}\nend", "One\nTwo\nend"),
        ("{% raw %}{{ name }}{% endraw %}", "{{ name }}"),
        ("<b>{{ name }}</b> & more", "<b>Ana</b> & more"),
    ],
)
def test_words_have_holes_conditions_and_loops(source: str, text: str) -> None:
    """Values, a few filters, if and for are what words need."""
    assert _render(source) == text


@pytest.mark.parametrize(
    "name",
    [
        "{{ 7*7 }}",
        "{% raw %}",
        "{{ ''.__class__.__mro__ }}",
        "{% for a in b %}",
        "{# hidden #}",
        "<script>alert(1)</script>",
        "%(x)s {0} $name",
    ],
)
def test_a_value_is_only_ever_data(name: str) -> None:
    """What looks like a template in a name comes out as it went in, also out of a filter."""
    values = {**VALUES, "name": name, "items": [{"subject": name, "link": ""}]}

    assert _render("{{ name }}", values) == name
    assert _render("{{ name|truncate(500) }}", values) == name
    assert _render("{% for each in items %}{{ each.subject }}{% endfor %}", values) == name


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("a\nb\n{{ name", "line 3: "),
        ("{% if name %}", "line 1: "),
        ("a\n{{ nobody }}", "line 2: there is no variable nobody; there are: count, items, name"),
        ("{{ cycler }}", "there is no variable cycler"),
        ("{{ self }}", "there is no variable self"),
        ("{{ loop.index }}", "there is no variable loop"),
        ("{{ ''.__class__ }}", "there is no .__class__ here"),
        ("{{ name.__class__.__mro__ }}", "there is no .__class__ here"),
        ("{{ name.upper() }}", "cannot be used in a template (call)"),
        ("{{ items[0] }}", "cannot be used in a template (getitem)"),
        ("{{ items|length.__class__ }}", "no filter length.__class__"),
        ("{% for item in items %}{{ item.__init__ }}{% endfor %}", "there is no .__init__ here"),
        ("{% for item in items %}{{ item.items }}{% endfor %}", "there is no .items here"),
        ("{% for item in items %}{{ loop.cycle }}{% endfor %}", "there is no .cycle here"),
        ("{% for item in items %}{{ item }}{% endfor %}", "expected text or a number"),
        ("{{ items }}", "expected text or a number"),
        ("{{ count == 2 }}", "expected text or a number"),
        ("{% for a in range(10**9) %}x{% endfor %}", "(call)"),
        ("{% for a in name %}x{% endfor %}", "a loop needs one of the template's lists"),
        ("{% for a, b in items %}x{% endfor %}", "a loop needs one name"),
        ("{% for name in items %}x{% endfor %}", "a loop needs one name"),
        ("{% for a in items recursive %}x{% endfor %}", "a loop inside a loop"),
        (
            "{% for a in items %}{% for b in items %}x{% endfor %}{% endfor %}",
            "a loop inside a loop",
        ),
        ("{{ 9**9**9**9 }}", "(pow)"),
        ("{{ 'x' * 10 }}", "(mul)"),
        ("{{ name ~ name }}", "(concat)"),
        ("{{ -count }}", "(neg)"),
        ("{{ [name] }}", "(list)"),
        ("{{ 1.5 }}", "a value is a text of one line, or a whole number"),
        ("{{ 100000 }}", "a value is a text of one line, or a whole number"),
        (r"{{ 'a\nBcc: b' }}", "a value is a text of one line"),
        ("{{ none }}", "a value is a text of one line"),
        ("{% set name = 'x' %}", "(assign)"),
        ("{% with a = name %}{% endwith %}", "(with)"),
        ("{% macro a() %}{% endmacro %}", "(macro)"),
        ("{% include 'mail.html' %}", "(include)"),
        ("{% import 'mail.html' as a %}", "(import)"),
        ("{% extends 'mail.html' %}", "(extends)"),
        ("{% block a %}{% endblock %}", "(block)"),
        ("{% call name() %}{% endcall %}", "(callblock)"),
        ("{% filter upper %}a{% endfilter %}", "(filterblock)"),
        ("{% autoescape true %}a{% endautoescape %}", "(scope)"),
        ("{{ name|attr('__class__') }}", "there is no filter attr"),
        ("{{ name|center(100000000) }}", "there is no filter center"),
        ("{{ name|map('upper') }}", "there is no filter map"),
        ("{{ items|upper }}", "cannot be used on this"),
        ("{{ count|title }}", "cannot be used on this"),
        ("{{ name|truncate }}", "takes number"),
        ("{{ name|truncate('a') }}", "takes number"),
        ("{{ name|truncate(length=5) }}", "takes plain values only"),
        ("{{ name|upper(*items) }}", "takes plain values only"),
        ("{% if name is defined %}a{% endif %}", "(test)"),
        ("{% if name in items %}a{% endif %}", "the comparison in cannot be used"),
        ("{% if name < count %}a{% endif %}", "a text and a number cannot be compared"),
        ("{{ 'one' if count }}", "an inline if needs an else"),
        ("{{ " + "not " * 12 + "name }}", "nested too deeply"),
    ],
)
def test_all_else_is_refused(source: str, complaint: str) -> None:
    """By its line, in words that its author understands."""
    with pytest.raises(WordsFault) as caught:
        _render(source)
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    "source",
    [
        "{{ " + "(" * 4000 + "name" + ")" * 4000 + " }}",
        "{{ " + "not " * 2000 + "name }}",
        "{% if " + " and ".join(["name"] * 1500) + " %}a{% endif %}",
        "{% if name %}" * 300 + "{% endif %}" * 300,
        "{{ name" + "|upper" * 1500 + " }}",
        "{{ " + "9" * 9000 + " }}",
        "{% if name %}" + "{% elif name %}" * 600 + "{% endif %}",
    ],
    ids=["brackets", "not", "and", "if", "filters", "digits", "elif"],
)
def test_a_bomb_does_not_go_off(source: str) -> None:
    """What is far too much is refused, or harmless, within a moment."""
    began = time.perf_counter()
    with contextlib.suppress(WordsFault):
        _render(source)
    assert time.perf_counter() - began < patience(2)


def test_rendering_stops_at_the_limit() -> None:
    """However much would come, little more than what is wanted is made."""
    values = {**VALUES, "items": [{"subject": "x" * 100, "link": ""}] * 100_000}

    text = _render("{% for each in items %}{{ each.subject }}{% endfor %}", values, limit=1000)

    assert 1000 < len(text) <= 1100
