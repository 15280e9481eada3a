"""Texts that are meant to do harm: to readers, by scripts, and to the server, by taking for ever.

The attacks are those of OWASP's cheat sheets about XSS filter evasion and DOM clobbering,
each as it is and inside what Markdown makes of texts.
"""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given, strategies as st

from libs.lms_markdown.tests.rule import faults
from lms_markdown import to_html
from lms_markdown._sanitizer import clean

HTML = """\
<SCRIPT SRC=https://a.example/x.js></SCRIPT>
<script>alert(1)</script>
<SCRIPT>alert("XSS")</SCRIPT>">
<IMG SRC="javascript:alert('XSS');">
<IMG SRC=javascript:alert('XSS')>
<IMG SRC=JaVaScRiPt:alert('XSS')>
<IMG SRC=javascript:alert(&quot;XSS&quot;)>
<IMG SRC=`javascript:alert("RSnake says, 'XSS'")`>
<a onmouseover="alert(document.cookie)">xxs link</a>
<a onmouseover=alert(document.cookie)>xxs link</a>
<IMG \"\"\"><SCRIPT>alert("XSS")</SCRIPT>"\\>
<IMG SRC=javascript:alert(String.fromCharCode(88,83,83))>
<IMG SRC=# onmouseover="alert('xxs')">
<IMG SRC= onmouseover="alert('xxs')">
<IMG onmouseover="alert('xxs')">
<IMG SRC=/ onerror="alert(String.fromCharCode(88,83,83))"></img>
<img src=x onerror="&#0000106&#0000097&#0000118&#0000097">
<IMG SRC=&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)>
<IMG SRC=&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A&#x61&#x6C>
<IMG SRC="jav\tascript:alert('XSS');">
<IMG SRC="jav&#x09;ascript:alert('XSS');">
<IMG SRC="jav&#x0A;ascript:alert('XSS');">
<IMG SRC="jav&#x0D;ascript:alert('XSS');">
<IMG SRC=" &#14;  javascript:alert('XSS');">
<SCRIPT/XSS SRC="http://a.example/xss.js"></SCRIPT>
<BODY onload!#$%&()*~+-_.,:;?@[/|\\]^`=alert("XSS")>
<SCRIPT/SRC="http://a.example/xss.js"></SCRIPT>
<<SCRIPT>alert("XSS");//\\<</SCRIPT>
<SCRIPT SRC=http://a.example/xss.js?< B >
<SCRIPT SRC=//a.example/.j>
<IMG SRC="`<javascript:alert>`('XSS')"
</script><script>alert('XSS');</script>
</TITLE><SCRIPT>alert("XSS");</SCRIPT>
<INPUT TYPE="IMAGE" SRC="javascript:alert('XSS');">
<BODY BACKGROUND="javascript:alert('XSS')">
<IMG DYNSRC="javascript:alert('XSS')">
<IMG LOWSRC="javascript:alert('XSS')">
<STYLE>li {list-style-image: url("javascript:alert('XSS')");}</STYLE><UL><LI>XSS</br>
<IMG SRC='vbscript:msgbox("XSS")'>
<svg/onload=alert('XSS')>
<svg><script>alert(1)</script></svg>
<BODY ONLOAD=alert('XSS')>
<BGSOUND SRC="javascript:alert('XSS');">
<BR SIZE="&{alert('XSS')}">
<LINK REL="stylesheet" HREF="javascript:alert('XSS');">
<STYLE>@import'http://a.example/xss.css';</STYLE>
<META HTTP-EQUIV="Link" Content="<http://a.example/xss.css>; REL=stylesheet">
<STYLE>BODY{-moz-binding:url("http://a.example/xssmoz.xml#xss")}</STYLE>
<IMG STYLE="xss:expr/*XSS*/ession(alert('XSS'))">
<XSS STYLE="xss:expression(alert('XSS'))">
<META HTTP-EQUIV="refresh" CONTENT="0;url=javascript:alert('XSS');">
<META HTTP-EQUIV="refresh" CONTENT="0;url=data:text/html base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg">
<IFRAME SRC="javascript:alert('XSS');"></IFRAME>
<IFRAME SRC=# onmouseover="alert(document.cookie)"></IFRAME>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<FRAMESET><FRAME SRC="javascript:alert('XSS');"></FRAMESET>
<TABLE BACKGROUND="javascript:alert('XSS')">
<TABLE><TD BACKGROUND="javascript:alert('XSS')">
<DIV STYLE="background-image: url(javascript:alert('XSS'))">
<DIV STYLE="width: expression(alert('XSS'));">
<!--[if gte IE 4]><SCRIPT>alert('XSS');</SCRIPT><![endif]-->
<BASE HREF="javascript:alert('XSS');//">
<OBJECT TYPE="text/x-scriptlet" DATA="http://a.example/scriptlet.html"></OBJECT>
<EMBED SRC="data:image/svg+xml;base64,PHN2Zy8+" type="image/svg+xml" AllowScriptAccess="always">
<? echo('<SCR)'; echo('IPT>alert("XSS")</SCRIPT>'); ?>
<FORM action="javascript:alert(1)"><BUTTON formaction="javascript:alert(1)">a</BUTTON></FORM>
<SCRIPT a=">" SRC="http://a.example/xss.js"></SCRIPT>
<SCRIPT "a='>'" SRC="http://a.example/xss.js"></SCRIPT>
<A HREF="javascript:document.location='http://a.example/'">XSS</A>
<A HREF="//a.example/">XSS</A>
<A HREF="/\\a.example/">XSS</A>
<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">a</a>
<video><source onerror="alert(1)"></video><audio src=x onerror=alert(1)>
<details open ontoggle=alert(1)><marquee onstart=alert(1)>
<math href="javascript:alert(1)">a</math><math><mi xlink:href="javascript:alert(1)">a</mi></math>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src onerror=a&gt;">
<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml></math>
<img name=body><form id=getElementById><input name=cookie></form><a id=location href=/x>a</a>
<p id="root">a</p><p id="page-data">{}</p><a id=content-x name=y>a</a>
<template><script>alert(1)</script></template><slot name=x></slot><x-y is=z></x-y>
<a href=/ target=_blank rel=opener>a</a><span class="toasts dialog" hidden>a</span>
"""
MARKDOWN = """\
[a](javascript:alert(1))
[a](JaVaScRiPt:alert(1))
[a](  javascript:alert(1))
[a](&#106;avascript:alert(1))
[a](java&#x09;script:alert(1))
[a](<java script:alert(1)>)
[a](javascript&colon;alert(1))
[a](data:text/html,<script>alert(1)</script>)
[a](vbscript:msgbox(1))
[a](file:///etc/passwd)
[a](//a.example)
[a](/\\\\a.example)
[a](\\x01javascript:alert(1))
[a](https://a.example" onclick="alert(1))
[a](https://a.example "x" onclick=alert(1))
[a](https://a.example '" onmouseover="alert(1)')
![a](javascript:alert(1))
![a](data:image/svg+xml;base64,PHN2Zy8+)
![a"onerror="alert(1)](/x)
![a](/x"onerror="alert(1))
![a](/x '"onerror="alert(1)')
<javascript:alert(1)>
<https://a.example/" onclick="alert(1)>
https://a.example/"onmouseover="alert(1)
[a]: javascript:alert(1)
[x][a]
# <script>alert(1)</script>
# location {#location}
```"><script>alert(1)</script>
`<script>alert(1)</script>`
    <script>alert(1)</script>
|<script>alert(1)</script>|
|-|
$\\text{<script>alert(1)</script>}$
$\\href{javascript:alert(1)}{a}$
$<img src=x onerror=alert(1)>$
$$\\color{red;background:url(javascript:alert(1))}a$$
$\\tag{<script>}$
$\\class{toasts}{a}\\style{color:red}{b}\\cssId{root}{c}$
[^<script>alert(1)</script>]
- [x](javascript:alert(1)) <input autofocus onfocus=alert(1)>
"""
AROUND = (
    "{}",
    "> {}",
    "- {}",
    "# {}",
    "**{}**",
    "[{}](/x)",
    "![{}](/x)",
    "|{}|\n|-|\n",
    "a[^1]\n\n[^1]: {}",
)


@pytest.mark.parametrize("attack", [*HTML.splitlines(), *MARKDOWN.splitlines()])
def test_no_text_brings_a_script(attack: str) -> None:
    """Nor a handler, style, form, frame, foreign class or address, wherever the text puts it."""
    for around in AROUND:
        html = to_html(around.replace("{}", attack))
        assert faults(html) == [], html


@pytest.mark.parametrize("attack", HTML.splitlines())
def test_the_sanitizer_alone_keeps_the_rule(attack: str) -> None:
    """Should the parser ever let HTML through: it is the second of two walls."""
    html = clean(f"<p>{attack}</p><div>{attack}<p>a")

    assert faults(html) == [], html
    assert clean(html) == html


def test_the_rule_finds_what_is_wrong() -> None:
    """The test of the test: each kind of fault is named."""
    assert faults(
        '<script>a</script><p onclick="a" style="a" id="root"><a href="javascript:a" rel="x">'
        '<a href="//a.example"><mi href="/x"><img src="data:a" title="a"><!--a--><!doctype x><?x>.'
    ) == [
        "<script>",
        *("p onclick", "p style", "p id=root"),
        *("a href=javascript:a", "a rel=x", "a href=//a.example", "mi href"),
        *("img src=data:a", "img title", "<!--a", "<!doctype x", "<?x"),
    ]


PIECES = st.sampled_from(
    [
        *"*_`~#>-+|$[](){}<>!^&\\/\"'=:; \n\t1ax☐م\u202e\x00",
        *("\n\n", "```js\n", "$$", "](", "![", "<script>", "<!--", "-->", "&#106;", "javascript:"),
        *(
            "onerror=",
            "style=",
            "[^1]",
            "[^1]: ",
            "|-|\n",
            "- [ ] ",
            "\\frac",
            "\\text{",
            "</math>",
        ),
        *("https://a.example", "<svg>", "</p>", "{{", "\\begin{cases}", "\\end{cases}", "&lt;"),
    ]
)


@pytest.mark.search
@given(st.one_of(st.text(st.characters()), st.lists(PIECES, max_size=60).map("".join)))
def test_whatever_the_text_its_html_is_safe(text: str) -> None:
    """In all of Unicode, and in all that means something to the parser."""
    html = to_html(text)

    assert faults(html) == []
    assert clean(html) == html


LONGEST = 100_000
SECONDS = 6
UNITS = [
    *("[", "![", "*", "_", "`", "<", "&", "\\", ">", "|", "$", "$$", "~", "^", "(", "\n", "'"),
    *("[[[](", "[a](", "![a](", "[^a]", "[^a]: x\n", "[a]: b\n", "*a **b ", "**x* ", "*_", "`$"),
    *("> ", "- ", "1. ", "# a\n", "a\n=\n", "- a\n", "- [ ] a\n", "a|b\n-|-\n", "```py\nx\n```\n"),
    *("$x$ ", "$'$ ", "$\\int$", "$(\n", "[^a]\n\n[^a]: x\n", "<b>", "<!--", "&amp;", "a", "\x00"),
    *("https://a.b ", "<https://a.b>", "me@a.b ", "www.a.b", "a\u0301", "\u202e", "    a\n", "\t"),
]
WHOLES = {
    "braces": ("$" + "{" * 1000 + "}" * 998 + "$ ") * 50,
    "roots": ("$" + "\\sqrt " * 333 + "x$ ") * 50,
    "primes": ("$x" + "'" * 1900 + "$ ") * 52,
    "commands": "$\\newcommand{\\a}{" + "\\sqrt " * 300 + "\\b}\\newcommand{\\b}{\\a}\\a$",
    "deep list": "".join("  " * at + "- a\n" for at in range(300)),
    "deep emphasis": "*" * 50_000 + "a" + "*" * 50_000,
    "deep links": "[" * 25_000 + "a" + "](/b)" * 15_000,
    "wide table": "|" + "a|" * 2000 + "\n|" + "-|" * 2000 + "\n" + "|\n" * 40_000,
    "backticks": "".join("`" * at + " " for at in range(440)),
    "notes": "".join(f"[^{at}] " for at in range(5000))
    + "\n\n"
    + "".join(f"[^{at}]: x\n" for at in range(5000)),
}


def _seconds(text: str) -> float:
    start = perf_counter()
    to_html.__wrapped__(text[:LONGEST])
    return perf_counter() - start


@pytest.mark.parametrize("unit", UNITS)
def test_no_repetition_takes_for_ever(unit: str) -> None:
    """A text as long as a field may be, of what parsers have stumbled over."""
    assert _seconds(unit * (LONGEST // len(unit) + 1)) < SECONDS


@pytest.mark.parametrize("name", WHOLES)
def test_no_depth_takes_for_ever(name: str) -> None:
    """Nor does it end the process, as the stack's end would."""
    assert _seconds(WHOLES[name]) < SECONDS


CODE = [
    '"',
    "'",
    "(",
    "[",
    "{",
    "<",
    "/",
    "/*",
    "\\",
    "#",
    "`",
    "a",
    " ",
    "-",
    "=",
    "$",
    "${",
    "@",
    "0",
    "<!",
]


@pytest.mark.system
@pytest.mark.parametrize(
    "language",
    [
        "python",
        "js",
        "ts",
        "cpp",
        "c#",
        "php",
        "ruby",
        "swift",
        "html",
        "css",
        "sql",
        "bash",
        "yaml",
        "toml",
        "haskell",
        "rust",
        "kotlin",
        "r",
        "go",
        "java",
        "make",
    ],
)
def test_no_code_takes_for_ever(language: str) -> None:
    """Lexers are regular expressions, and some repetitions are slow for some of them."""
    for unit in CODE:
        line = unit * (490 // len(unit))
        assert _seconds(f"```{language}\n" + f"{line}\n" * 40 + "```") < SECONDS, unit
