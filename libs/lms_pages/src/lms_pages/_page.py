"""The pages: what each one shows, its metadata, and the data the app starts with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from lms_catalog import CatalogPage, CatalogQuery
from lms_kernel import current
from lms_links import public_url
from lms_pages._addresses import request_path
from lms_pages._render import render
from lms_pages._search import FILTERS, PAGE_SIZE, SORTS, Search
from lms_pages._structured import (
    breadcrumb,
    course_facts,
    course_list,
    picture,
    website,
)
from lms_site import Page, Reader, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from lms_courses import CourseOverview
    from lms_pages._search import FilterName
    from lms_pages._structured import Structured

NEW_COURSES = 6
_DESCRIPTION_LENGTH = 160
_REASONS = {422: "invalid", 503: "unavailable"}


class PageRequest(msgspec.Struct, frozen=True):
    """The parts of a request that decide how its page looks."""

    path: str
    """With the query string, as the reader sees it."""
    reader: Reader
    search: Search

    @classmethod
    def of(cls, request: Request) -> PageRequest:
        """Read a request; nothing in it is an error, since people type addresses by hand."""
        query = request.url.query
        return cls(
            path=request.url.path + (f"?{query}" if query else ""),
            reader=Reader.of(request),
            search=Search.of(request.query_params),
        )

    @property
    def page_path(self) -> str:
        """Return the path without the query string."""
        return self.path.partition("?")[0]

    @property
    def words(self) -> Words:
        """Return the words of the page's language."""
        return self.reader.words


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What a page says about itself to browsers and search engines."""

    title: str
    description: str
    canonical: str
    structured: list[Structured] = []
    image: str | None = None
    """The address of a wide picture, for sites that show links to the page."""
    is_listed: bool = True


def home_query() -> CatalogQuery:
    """Return the home page's query of the catalog."""
    return CatalogQuery(limit=NEW_COURSES, sort="newest")


def course_query(course_id: str) -> CatalogQuery:
    """Return the course page's query of the catalog: who teaches it, how many seats are taken."""
    return CatalogQuery(id=course_id, limit=1)


def home_page(request: PageRequest, found: CatalogPage) -> Page:
    """Show the newest courses and the categories."""
    words = request.words
    site = words.t("site.name")
    head = Head(
        title=site,
        description=words.t("home.lead"),
        canonical=public_url("/"),
        structured=[website(site)],
    )
    key = request_path("/api/courses", {"limit": NEW_COURSES, "sort": "newest"})
    return _page("home", request, head, {key: found}, found=found)


def catalog_page(request: PageRequest, found: CatalogPage) -> Page:
    """Show one page of the catalog with its filters."""
    search, words = request.search, request.words
    title = " · ".join(filter(None, [search.category, words.t("catalog.title")]))
    if search.page > 1:
        title += f" · {words.number(search.page)}"
    shelf = search.href() if search.is_a_shelf else "/courses"
    head = Head(
        title=_titled(title, words),
        description=words.t("catalog.lead"),
        canonical=public_url(shelf),
        structured=[course_list(found.items)],
        # A search is not worth a place in another search.
        is_listed=search.is_a_shelf and bool(found.items),
    )
    key = request_path("/api/courses", search.asked())
    return _page(
        "catalog",
        request,
        head,
        {key: found},
        found=found,
        search=search,
        sorts=SORTS,
        facets=[(name, values) for name in FILTERS if (values := _facet(search, found, name))],
        pages=-(-found.total // PAGE_SIZE),
    )


def course_page(
    request: PageRequest, course: CourseOverview, found: CatalogPage | None = None
) -> Page:
    """Show a course with its outline, its instructor and the seats left, if they were found."""
    words = request.words
    site = words.t("site.name")
    description = _beginning(course.description) or course.title
    head = Head(
        title=_titled(course.title, words),
        description=description,
        canonical=public_url(f"/courses/{course.slug}"),
        structured=[
            course_facts(course, site, description),
            breadcrumb(course, words.t("nav.courses")),
        ],
        image=picture(course),
    )
    # By the name in the address, which may be the id: the app asks for that.
    name = request.page_path.rpartition("/")[2]
    data: dict[str, object] = {f"/api/courses/{name}": course}
    if found is not None:
        data[request_path("/api/courses", {"id": course.id, "limit": 1})] = found
    item = found.items[0] if found and found.items else None
    return _page("course", request, head, data, course=course, item=item)


def missing_page(request: PageRequest) -> Page:
    """Say that there is nothing at this address."""
    return _plain(request, "missing", "notFound.title", 404)


def failed_page(
    request: PageRequest, status: int, headers: Mapping[str, str] | None = None
) -> Page:
    """Say why the page cannot be rendered (422 or 503); the app retries by itself."""
    page = _plain(request, "failed", "failed.title", status, reason=_REASONS[status])
    return msgspec.structs.replace(page, headers=dict(headers or {}))


def _plain(request: PageRequest, template: str, title: str, status: int, **values: str) -> Page:
    """Return a page without content, with the number that people quote to us."""
    words = request.words
    head = Head(
        title=_titled(words.t(title), words),
        description=words.t("footer.about"),
        canonical="",
        is_listed=False,
    )
    page = _page(template, request, head, {}, trace_id=current().trace_id, **values)
    return msgspec.structs.replace(page, status=status)


def _page(
    template: str, request: PageRequest, head: Head, data: dict[str, object], **values: Any
) -> Page:
    page_data = {"path": request.path, "data": data}
    html = render(
        template,
        request.reader.language,
        head=head,
        page_path=request.page_path,
        return_path=None if request.page_path == "/" else request.path,
        page_data=page_data,
        theme=request.reader.theme,
        **values,
    )
    return Page(html=html, language=request.reader.language)


def _facet(search: Search, found: CatalogPage, name: FilterName) -> list[tuple[str, int]]:
    """Return the values of a filter with their counts, first chosen ones without any match."""
    counted = [(each.value, each.count) for each in getattr(found.facets, name)]
    known = {value for value, _ in counted}
    return [(value, 0) for value in search.chosen(name) if value not in known] + counted


def _titled(title: str, words: Words) -> str:
    return f"{title} · {words.t('site.name')}"


def _beginning(text: str) -> str:
    """Return the beginning of a text on one line, cut at a word, as long as search results show."""
    line = " ".join(text.split())
    if len(line) <= _DESCRIPTION_LENGTH:
        return line
    head = line[: _DESCRIPTION_LENGTH - 1]
    return (head.rpartition(" ")[0] or head).rstrip(",;:.") + "…"
