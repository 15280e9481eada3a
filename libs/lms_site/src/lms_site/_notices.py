"""Pages that need no app: a title, a few lines, at most one button.

People open them from an email, signed in or not, in whatever the mail program shows pages in. So
they have no script, store nothing, and are not indexed.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from starlette.responses import Response

from lms_kernel import current
from lms_site._answer import HEADERS
from lms_site._page import READER_FIELDS, Page, Reader
from lms_site._templates import environment

if TYPE_CHECKING:
    from jinja2 import Template

    from lms_kernel import Problem

# Stricter than that of pages with an app: there is nothing to run and nothing to ask for.
NOTICE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    **HEADERS,
    "Content-Security-Policy": NOTICE_POLICY,
    # The address holds a token: it is nobody else's affair.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
    "Vary": ", ".join(READER_FIELDS),
}


class Link(msgspec.Struct, frozen=True):
    """Where to go on from here."""

    label: str
    address: str


def unsubscribe_page(reader: Reader, category: str, *, status: int = 200) -> Page:
    """Ask whether to end the emails of a category; the form posts to the page's own address."""
    t = reader.words.t
    about = t("unsubscribe.about." + category)
    return _notice(
        reader,
        t("unsubscribe.title"),
        [t("unsubscribe.ask", about=about), t("unsubscribe.rest")],
        button=t("unsubscribe.action"),
        status=status,
    )


def unsubscribed_page(reader: Reader, category: str) -> Page:
    """Confirm that the emails of a category have ended, and say how to resume them."""
    t = reader.words.t
    about = t("unsubscribe.about." + category)
    return _notice(
        reader,
        t("unsubscribe.done"),
        [t("unsubscribe.doneText", about=about), t("unsubscribe.undo")],
        link=_preferences(reader),
    )


def broken_link_page(reader: Reader, fault: Problem) -> Page:
    """Say that a link is broken, and where else to do the same."""
    t = reader.words.t
    lines = [t("unsubscribe.brokenText"), _trace(reader)]
    link = _preferences(reader)
    return _notice(reader, t("unsubscribe.broken"), lines, link=link, status=fault.status)


def failed_notice(reader: Reader, fault: Problem) -> Page:
    """Say why it cannot be done now."""
    t = reader.words.t
    lines = [t("problem." + fault.slug), _trace(reader)]
    page = _notice(reader, t("failed.title"), lines, status=fault.status)
    return msgspec.structs.replace(page, headers=fault.headers)


def notice_answer(page: Page) -> Response:
    """Return such a page, which is never cached."""
    headers = {**_HEADERS, **page.headers, "Content-Language": page.language}
    return Response(page.html, page.status, headers, media_type="text/html")


def _trace(reader: Reader) -> str:
    """Return the line with the number that people quote to us, and that we search by."""
    return reader.words.t("failed.request", id=current().trace_id)


def _preferences(reader: Reader) -> Link:
    return Link(reader.words.t("unsubscribe.preferences"), "/preferences")


def _notice(
    reader: Reader,
    title: str,
    lines: Sequence[str],
    *,
    button: str = "",
    link: Link | None = None,
    status: int = 200,
) -> Page:
    html = _template(reader.language).render(
        title=title, lines=lines, button=button, link=link, theme=reader.theme
    )
    return Page(html=html, language=reader.language, status=status)


@functools.cache
def _template(language: str) -> Template:
    return environment("lms_site", language).get_template("notice.html")
