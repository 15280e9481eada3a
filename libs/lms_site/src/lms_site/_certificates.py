"""The page that verifies a certificate, and the words that are printed on one.

Anyone who gets the link opens the page, signed in or not, so it works without the app, stores
nothing and is not indexed.
"""

from __future__ import annotations

import functools
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from lms_links import public_url
from lms_site._page import Page, Reader
from lms_site._templates import environment

if TYPE_CHECKING:
    from jinja2 import Template

    from lms_site._translations import Words


class Certified(Protocol):
    """What these pages need of a certificate; the contexts' own shapes have it."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def course_title(self) -> str: ...
    @property
    def teacher(self) -> str: ...
    @property
    def completed_at(self) -> datetime: ...
    @property
    def issued_at(self) -> datetime: ...
    @property
    def revoked_at(self) -> datetime | None: ...


def certificate_path(certificate_id: str) -> str:
    """Return the path of the page that verifies a certificate."""
    return f"/certificates/{certificate_id}"


def certificate_page(reader: Reader, certificate: Certified) -> Page:
    """Say whether a certificate is valid, and what it says."""
    t, day = reader.words.t, reader.words.date
    if certificate.revoked_at is None:
        title = t("certificate.valid")
        text = t("certificate.validText", site=t("site.name"))
    else:
        title = t("certificate.revoked")
        text = t("certificate.revokedText", date=day(_day(certificate.revoked_at)))
    facts = [
        (t("certificate.name"), certificate.name),
        (t("certificate.course"), certificate.course_title),
        (t("certificate.taught"), certificate.teacher),
        (t("certificate.date"), day(_day(certificate.completed_at))),
        (t("certificate.issuer"), t("site.name")),
        (t("certificate.issued"), day(_day(certificate.issued_at))),
    ]
    api = f"/api/certificates/{certificate.id}"
    files = [
        (t("certificate.pdf"), f"{api}/pdf"),
        (t("certificate.badge"), f"{api}/credential"),
    ]
    html = _template(reader.language).render(
        title=title,
        text=text,
        facts=[(label, value) for label, value in facts if value],
        files=[] if certificate.revoked_at else files,
        is_revoked=certificate.revoked_at is not None,
        theme=reader.theme,
    )
    return Page(html=html, language=reader.language)


def unknown_certificate_page(reader: Reader) -> Page:
    """Say that no certificate has this address."""
    t = reader.words.t
    html = _template(reader.language).render(
        title=t("certificate.unknown"),
        text=t("certificate.unknownText"),
        facts=[],
        files=[],
        is_revoked=True,
        theme=reader.theme,
    )
    return Page(html=html, language=reader.language, status=404)


def certificate_texts(words: Words, certificate: Certified) -> dict[str, str]:
    """Return everything that a printed certificate says, by its place on the paper."""
    t = words.t
    return {
        "language": words.language,
        "direction": words.direction,
        "issuer": t("site.name"),
        "title": t("certificate.title"),
        "certifies": t("certificate.certifies"),
        "name": certificate.name,
        "completed": t("certificate.completed"),
        "course": certificate.course_title,
        "taught": t("certificate.taught"),
        "teacher": certificate.teacher,
        "date-label": t("certificate.date"),
        "date": words.date(_day(certificate.completed_at)),
        "verify": t("certificate.verify"),
        "address": public_url(certificate_path(certificate.id)),
    }


def _day(moment: datetime) -> date:
    """Return the day in UTC, the same for everybody who looks."""
    return moment.date()


@functools.cache
def _template(language: str) -> Template:
    return environment("lms_site", language).get_template("certificate.html")
