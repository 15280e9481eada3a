"""What search engines read besides the page: schema.org as JSON-LD.

A course is described as https://schema.org/Course with what Google's course listings require:
provider, offers, and an instance with its mode and workload.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms_links import public_url
from lms_money import major
from lms_pages._addresses import request_path
from lms_pages._outline import count_minutes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lms_catalog import CatalogItem
    from lms_courses import CourseOverview

Structured = dict[str, object]

_CONTEXT = "https://schema.org"
# The widest of lms_files: what shows a link scales it down.
COVER_WIDTH = 1440


def website(name: str) -> Structured:
    """Return the site itself, with the address of its search."""
    return {
        "@context": _CONTEXT,
        "@type": "WebSite",
        "name": name,
        "url": public_url("/"),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": public_url("/courses?q={search_term_string}"),
            },
            "query-input": "required name=search_term_string",
        },
    }


def course_list(courses: Sequence[CatalogItem]) -> Structured:
    """Return the courses of one page of the catalog, in the order they are shown."""
    return {
        "@context": _CONTEXT,
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "url": public_url(f"/courses/{each.slug}")}
            for place, each in enumerate(courses, 1)
        ],
    }


def breadcrumb(course: CourseOverview, catalog: str) -> Structured:
    """Return the path to a course: the catalog, its category, itself."""
    shelf = request_path("/courses", {"category": course.category})
    steps = ((catalog, "/courses"), (course.category, shelf), (course.title, _path(course)))
    return {
        "@context": _CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": public_url(path)}
            for place, (name, path) in enumerate(steps, 1)
        ],
    }


def course_facts(course: CourseOverview, site: str, description: str) -> Structured:
    """Return the facts about a course."""
    address = public_url(_path(course))
    minutes = count_minutes(course.outline)
    # Google demands a workload; a course that does not say how long it takes has that of a lesson.
    instance: Structured = {
        "@type": "CourseInstance",
        "courseMode": "Online",
        "courseWorkload": f"PT{max(minutes, 1)}M",
    }
    if course.capacity is not None:
        instance["maximumAttendeeCapacity"] = course.capacity
    facts: Structured = {
        "@context": _CONTEXT,
        "@type": "Course",
        "@id": address,
        "url": address,
        "name": course.title,
        "description": description,
        "inLanguage": course.language,
        "educationalLevel": course.level.capitalize(),
        "about": course.category,
        "provider": {"@type": "Organization", "name": site, "url": public_url("/")},
        "offers": [_offer(course, address)],
        "hasCourseInstance": [instance],
        "dateModified": course.updated_at.isoformat(),
    }
    if image := picture(course):
        facts["image"] = image
    if course.tags:
        facts["keywords"] = course.tags
    if course.published_at is not None:
        facts["datePublished"] = course.published_at.isoformat()
    if course.outline.modules:
        facts["syllabusSections"] = [
            {
                "@type": "Syllabus",
                "name": module.title,
                "timeRequired": f"PT{count_minutes(module)}M",
            }
            for module in course.outline.modules
        ]
    return facts


def picture(course: CourseOverview) -> str | None:
    """Return the address of a course's picture, in its widest form; None without one."""
    if course.cover_file_id is None:
        return None
    asked: dict[str, str | int] = {"v": course.cover_file_id, "width": COVER_WIDTH}
    return public_url(request_path(f"/api/courses/{course.id}/cover", asked))


def _offer(course: CourseOverview, address: str) -> Structured:
    return {
        "@type": "Offer",
        "category": "Paid" if course.price.amount else "Free",
        "price": major(course.price.amount, course.price.currency),
        "priceCurrency": course.price.currency,
        "url": address,
    }


def _path(course: CourseOverview) -> str:
    return f"/courses/{course.slug}"
