"""What mail programs show: the text of a message in the platform's layout."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import pytest

from lms_languages import languages
from lms_letters import html_of
from lms_links import LinkSettings
from lms_testing.letters import ShownPage, request_text


@pytest.fixture(autouse=True)
def _public_url() -> Iterator[None]:
    with LinkSettings.override(lms_public_url="https://learn.example.org"):
        yield


async def test_a_page_has_the_words_of_the_text() -> None:
    """Its paragraphs and lines, under the subject."""
    page = html_of(await request_text("Hello & welcome", "One\ntwo\n\n\n  \nthree < four\n"))

    assert page.startswith("<!doctype html>")
    assert re.search(r"<h1[^>]*>Hello &amp; welcome</h1>", page)
    assert re.findall(r"<p[^>]*>(.*?)</p>", page, re.DOTALL) == [
        "One<br>\ntwo",
        "three &lt; four",
    ]
    assert "<title>Hello &amp; welcome</title>" in page


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://a.example/b.", ["https://a.example/b"]),
        ("(https://a.example/b), and http://c.example?d=1&e=2!", None),
        ("https://a.example/b_(c)", ["https://a.example/b_(c)"]),
        ("javascript:alert(1) and ftp://a.example www.a.example", []),
        ('https://a.example/"onclick="alert(1)', ["https://a.example/"]),
        ("https://a.example/<script>alert(1)</script>", ["https://a.example/"]),
        ("«https://a.example/ب»", ["https://a.example/ب"]),
        ("HTTPS://a.example/b and Http://c.example", ["HTTPS://a.example/b", "Http://c.example"]),
    ],
)
async def test_addresses_can_be_opened(text: str, links: list[str] | None) -> None:
    """Those of the web, without what ends the sentence; nothing is lost of the text."""
    shown = ShownPage.read(html_of(await request_text(text=text)))

    expected = ["https://a.example/b", "http://c.example?d=1&e=2"] if links is None else links
    assert shown.links[:-1] == expected
    assert text in shown.text
    assert not any(name.startswith("on") for _, attributes in shown.tags for name in attributes)


@pytest.mark.parametrize(
    ("language", "direction", "footer"),
    [
        ("en", "ltr", "Learning Platform · Notification preferences · Unsubscribe"),
        ("es", "ltr", "Plataforma de aprendizaje · Preferencias de notificaciones · Darse de baja"),
        ("ar", "rtl", "منصة التعلّم · تفضيلات الإشعارات · إلغاء الاشتراك"),
        ("xx", "ltr", "Learning Platform · Notification preferences · Unsubscribe"),
    ],
)
async def test_a_page_is_in_the_readers_language(
    language: str, direction: str, footer: str
) -> None:
    """It says so, runs in its direction, and its footer speaks it."""
    notification = msgspec.structs.replace(await request_text(), language=language)
    page = html_of(notification, unsubscribe_url="https://learn.example.org/unsubscribe?token=a&b")

    shown = ShownPage.read(page)
    (html,) = (attributes for tag, attributes in shown.tags if tag == "html")
    assert html == {"lang": language if language in languages else "en", "dir": direction}
    assert footer in " ".join(shown.text.split())
    assert shown.links == [
        "https://learn.example.org/preferences",
        "https://learn.example.org/unsubscribe?token=a&b",
    ]


async def test_a_page_need_not_offer_to_unsubscribe() -> None:
    """Messages about the account reach everybody."""
    page = html_of(await request_text())

    assert "Unsubscribe" not in page
    assert ShownPage.read(page).links == ["https://learn.example.org/preferences"]


async def test_what_a_person_wrote_runs_in_its_own_direction() -> None:
    """An English message to an Arab reader is no riddle; the footer stays as it is."""
    page = html_of(await request_text(language="ar", template=None))
    own = html_of(await request_text(language="ar"))

    assert re.search(r'<h1 dir="auto"', page)
    assert re.search(r'<p dir="auto"', page)
    assert 'dir="auto"' not in own


async def test_a_page_loads_nothing() -> None:
    """No picture tells a sender that it was opened, no script, no style from elsewhere."""
    shown = ShownPage.read(
        html_of(await request_text(), unsubscribe_url="https://learn.example.org/u")
    )

    assert not {tag for tag, _ in shown.tags} & {"img", "script", "link", "iframe", "form"}
    assert not any("src" in attributes for _, attributes in shown.tags)
    assert "url(" not in shown.text
    assert "@import" not in shown.text


# --- the preview ---
