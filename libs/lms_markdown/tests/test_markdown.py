"""Markdown as HTML: what authors write, and what readers get."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap

import pytest

from lms_markdown import to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a* **b** ~~c~~ `d`", "<em>a</em> <strong>b</strong> <del>c</del> <code>d</code>"),
        ("1. a\n2. b", "<li>a</li>\n<li>b</li>"),
        ("3. c", '<ol start="3"'),
        ("- [ ] a\n- [x] b", '<li class="task-list-item">☐ a</li>'),
        ("- [ ] a\n- [x] b", '<li class="task-list-item">☑ b</li>'),
        ("|a|b|\n|-|-:|\n|1|2|", '<div class="text-table" tabindex="0"><table dir="auto">'),
        ("|a|b|\n|-|-:|\n|1|2|", '<td align="right">2</td>'),
        ("> a", '<blockquote dir="auto">\n<p>a</p>'),
        ("a\n\n---\n\nb", "<hr>"),
        ('![a *b* "c"](/x.png)', 'src="/x.png" alt="a b &quot;c&quot;" loading="lazy"'),
        ("[a](/courses)", '<a href="/courses" rel="noopener nofollow">a</a>'),
        ("https://a.example/b_c_d", '<a href="https://a.example/b_c_d"'),
        ("<me@a.example>", '<a href="mailto:me@a.example"'),
    ],
)
def test_what_authors_write_is_shown(text: str, html: str) -> None:
    """CommonMark, and what GitHub has made usual: tables, task lists, bare addresses."""
    assert html in to_html(text)


def test_headings_begin_below_the_title_of_the_page() -> None:
    """With the second rank, and none is skipped: an outline without gaps."""
    html = to_html("### A\n\n##### B\n\n### C\n\n###### D")

    assert re.findall(r"<(h\d) id=\"([^\"]+)", html) == [
        ("h2", "content-a"),
        ("h3", "content-b"),
        ("h2", "content-c"),
        ("h3", "content-d"),
    ]
    assert "<h2" in to_html("a\n===")
    assert re.findall(r"<h\d", to_html("\n".join(f"{'#' * n} a" for n in range(1, 7)))) == [
        *("<h2", "<h3", "<h4", "<h5", "<h6", "<h6")
    ]


def test_a_heading_has_a_name_of_its_own_script() -> None:
    """Unique in the text, and a link inside the text finds it."""
    html = to_html("# Über *uns*\n\n# مقدمة\n\n# a\n\n# a\n\n# ?\n\n[up](#a) [on](#مقدمة)")

    assert re.findall(r' id="([^"]+)"', html) == [
        *("content-über-uns", "content-مقدمة", "content-a", "content-a--2", "content-section")
    ]
    assert 'href="#content-a"' in html
    assert 'href="#content-' in html.partition("on</a>")[0].rpartition("<a ")[2]


def test_each_block_begins_on_the_side_of_its_own_script() -> None:
    """A block's direction is its text's; what is in it, such as a list's items, follows."""
    html = to_html("مرحبا\n\n- one\n  - two\n\n# Three\n\n|a|\n|-|\n\n> quote\n\n[^1]\n\n[^1]: x")

    assert html.count('dir="auto"') == 7
    assert re.findall(r'<(\w+)[^>]* dir="auto"', html) == [
        *("p", "ul", "h2", "table", "blockquote", "p", "section")
    ]


def test_footnotes_lead_there_and_back() -> None:
    """By prefixed names."""
    html = to_html("a[^why]\n\n[^why]: because")

    assert 'href="#content-fn-why" id="content-fnref-why"' in html
    assert '<li id="content-fn-why">' in html
    assert 'href="#content-fnref-why" class="footnote-backref"' in html


def test_a_picture_of_another_site_is_a_link() -> None:
    """It would tell that site who reads which lesson."""
    html = to_html("![the pixel](https://a.example/p.gif) ![](https://a.example/q.gif)")

    assert "<img" not in html
    assert '<a href="https://a.example/p.gif" rel="noopener nofollow">the pixel</a>' in html
    assert ">https://a.example/q.gif</a>" in html


def test_code_is_highlighted_by_classes() -> None:
    """Whatever the language is called; characters of HTML stay characters."""
    html = to_html("```PY\ndef f(a: int): # <b>\n    return 'x' + 1\n```")

    assert '<pre tabindex="0"><code class="language-python"><span class="k">def</span>' in html
    for token in ('<span class="f">f</span>', '<span class="c"># &lt;b&gt;</span>'):
        assert token in html
    assert "<span class=\"s\">'x'</span>" in html
    assert '<span class="n">1</span>' in html
    assert re.sub(r"<[^>]*>", "", html) == "def f(a: int): # &lt;b&gt;\n    return 'x' + 1\n\n"


@pytest.mark.parametrize("text", ["```\na = <1>\n```", "```klingon\na = <1>\n```", "    a = <1>"])
def test_code_of_no_known_language_is_plain(text: str) -> None:
    """Without a class that could be another's."""
    assert '<pre tabindex="0"><code>a = &lt;1&gt;\n</code></pre>' in to_html(text)


def test_every_language_is_highlighted() -> None:
    """The names of lexers are those of Pygments."""
    from lms_markdown import _code

    for language in [*_code.LEXERS, *_code.ALIASES]:
        html = to_html(f'```{language}\n# "a" 1 // <a b="c">\nint x = 2;\n+x\n```')
        assert "<span" in html, language


def test_formulas_become_mathml() -> None:
    """In a line and of their own; text, digits and prices are left alone."""
    html = to_html("$x^2$ and $$\\frac{a}{b}$$ `$y$` for $5 or $6")

    assert "<math><msup><mi>x</mi><mn>2</mn></msup></math>" in html
    assert '<span class="formula" tabindex="0"><math display="block"><mfrac>' in html
    assert "<code>$y$</code> for $5 or $6" in html


def test_columns_of_formulas_are_aligned_by_classes() -> None:
    """The page's policy allows no styles."""
    html = to_html("$$\\begin{cases}1 & x>0\\\\ 0 & \\text{<b>}\\end{cases}$$")
    lines = to_html("$\\begin{array}{c|r}a&b\\\\ \\hline c&d\\end{array}$")

    assert '<mtd class="m-start m-gap"><mi>x</mi>' in html
    assert '<mtd class="m-line-right"><mi>a</mi>' in lines
    assert "style=" not in html.replace("displaystyle=", "")
    assert "<mtext>&lt;b&gt;</mtext>" in html


@pytest.mark.parametrize(
    "source",
    [
        r"\frac{a}",
        r"\unknown{a}",
        "{",
        r"x^1^2",
        r"\newcommand{\a}{b}\a",
        r"\gdef\a{b}",
        r"\let\a\b",
        "x" * 2001,
    ],
)
def test_a_formula_that_is_none_is_shown_as_it_was_written(source: str) -> None:
    """Also one that defines commands, which could go on for ever."""
    assert f'<code class="formula-error">{source}</code>' in to_html(f"${source}$")


def test_nothing_is_imported_before_a_text_is_rendered() -> None:
    """And then only the lexer that the text names: a start has no time for the others."""
    program = textwrap.dedent("""
        import sys
        from lms_markdown import to_html
        heavy = {"comrak", "math_core", "nh3", "pygments"}
        assert not heavy & set(sys.modules), heavy & set(sys.modules)
        to_html("a")
        assert "math_core" not in sys.modules and "pygments" not in sys.modules
        to_html("```json\\n1\\n```")
        print(*sorted(each for each in sys.modules if each.startswith("pygments.lexers.")))
    """)
    run = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )

    assert run.stdout.split() == ["pygments.lexers._mapping", "pygments.lexers.data"]
