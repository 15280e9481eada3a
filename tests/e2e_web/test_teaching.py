"""A teacher's course from nothing: a cover, a file to download, work that is graded, a report."""

from __future__ import annotations

import csv
import io
import re
import struct
import uuid
import zlib
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e_web.test_instructor import log_in
from tests.e2e_web.test_messages import PASSWORD, register
from tests.e2e_web.visit import soon

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import FilePayload, Locator

    from tests.e2e.platform import Platform
    from tests.e2e_web.visit import Visit


def _picture(width: int = 1440, height: int = 810) -> bytes:
    """Return a PNG of one color."""
    row = b"\0" + bytes((31, 95, 168)) * width

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checked)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(row * height))
        + chunk(b"IEND", b"")
    )


def _upload(field: Locator, name: str, kind: str, content: bytes) -> None:
    file: FilePayload = {"name": name, "mimeType": kind, "buffer": content}
    field.locator("input[type=file]").set_input_files(file)
    expect(field.get_by_role("button", name=f"Remove {name}")).to_be_visible()


def _write(visit: Visit, title: str) -> str:
    """Write a course with a cover, a file and an exercise; publish it; return its id."""
    page = visit.page
    visit.go("/teach/new")
    visit.fill("Title", title)
    visit.button("Create draft").click()
    visit.heading(title)
    course_id: str = page.url.rpartition("/")[2]
    visit.told("Your draft is ready.")
    visit.fill("Description", "Fold, sew and glue.")
    _upload(page.get_by_role("group", name="Cover picture"), "blue.png", "image/png", _picture())

    visit.button("Add module").click()
    page.keyboard.type("Folding")
    visit.button("Add lesson").click()
    page.keyboard.type("Template")
    page.get_by_label("Type of Template").select_option("file")
    page.get_by_text("Content and settings of Template").click()
    field = page.get_by_role("group", name="File", exact=True)
    _upload(field, "template.pdf", "application/pdf", b"%PDF-1.7\n%%EOF\n")
    visit.button("Add lesson").click()
    page.keyboard.type("Fold a sheet")
    page.get_by_label("Type of Fold a sheet").select_option("exercise")
    expect(page.get_by_text("All changes are saved")).to_be_visible()
    visit.check("editor")
    visit.button("Publish").click()
    visit.told("Published.")
    return course_id


def _hand_in(platform: Platform, course_id: str, email: str) -> None:
    with platform.sign_in(email, PASSWORD) as learner:
        seat = learner.post("/api/enrollments", json={"course_id": course_id})
        assert seat.status_code == 201, seat.text
        course = learner.get(f"/api/courses/{course_id}").json()
        template, fold = course["outline"]["modules"][0]["lessons"]
        lessons = f"/api/courses/{course_id}/lessons"
        done = learner.put(f"{lessons}/{template['id']}/progress", json={"completed": True})
        assert done.status_code == 200, done.text
        handed_in = learner.post(f"{lessons}/{fold['id']}/submissions", json={"text": "Folded."})
        assert handed_in.status_code == 201, handed_in.text


def _see_the_cover(reader: Visit, path: str) -> None:
    """Open the list until its card shows the cover in one of the sizes that were made of it."""
    cover = reader.page.locator(".course-card img")
    responses: list[str] = []
    reader.page.on("response", lambda response: responses.append(response.url))

    def is_resized() -> bool:
        reader.go(path)
        expect(cover).to_be_visible()
        reader.page.wait_for_function(
            "() => document.querySelector('.course-card img').naturalWidth > 0"
        )
        return any("/resized/" in url for url in responses)

    # The function that makes sizes follows the upload.
    soon(is_resized, seconds=60)
    source = cover.evaluate("image => image.currentSrc")
    width = re.search(r"&width=(480|960|1440)$", source)
    assert width, source
    assert any(url.partition("?")[0].endswith(f"/{width[1]}.webp") for url in responses)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_teacher_builds_a_course_grades_and_exports(
    open_visit: Callable[..., Visit], platform: Platform, size: str
) -> None:
    """The cover is on its card, the file opens for learners, the grade is in the table."""
    title = f"Paper {uuid.uuid4().hex[:8]}"
    visit = open_visit("teaching", size)
    page = visit.page
    log_in(visit, platform, "instructor")
    course_id = _write(visit, title)

    reader = open_visit("teaching-reader", size)
    _see_the_cover(reader, f"/courses?q={title.rpartition(' ')[2]}")
    reader.check("card")

    learner = register(platform, "Marta Ortega")
    _hand_in(platform, course_id, learner["email"])
    visit.go(f"/teach/{course_id}/submissions")
    visit.fill("Points, out of 10", "8")
    visit.fill("Comment for the learner", "Neat edges.")
    visit.button("Save the grade").click()
    expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()

    row = page.get_by_role("row").filter(has_text="Marta Ortega")

    def is_in_the_report() -> bool:
        visit.go(f"/teach/{course_id}/report")
        shown: int = row.get_by_text("80%").count()
        return shown == 1

    # The report follows the events.
    soon(is_in_the_report, seconds=60)
    visit.check("report")
    with page.expect_download() as download:
        visit.button("Export as CSV").click()
    table = download.value.path().read_text("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(table))
    assert "Marta Ortega" in line.values()
    assert learner["email"] in line.values()
    assert "80" in line.values()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_teacher_frees_the_room_of_a_cover_that_was_replaced(
    open_visit: Callable[..., Visit], platform: Platform, size: str
) -> None:
    """It is not used any more, its owner deletes it, and the bar goes down."""
    name = uuid.uuid4().hex[:8]
    visit = open_visit("files", size)
    page = visit.page
    log_in(visit, platform, "instructor")
    visit.go("/teach/new")
    visit.fill("Title", f"Covers {name}")
    visit.button("Create draft").click()
    visit.heading(f"Covers {name}")
    cover = page.get_by_role("group", name="Cover picture")
    for one in ("old", "new"):
        _upload(cover, f"{one}-{name}.png", "image/png", _picture())
        expect(page.get_by_text("All changes are saved")).to_be_visible()
    visit.go("/teach")
    page.get_by_role("link", name="My files").click()

    rows = page.get_by_role("listitem")
    old, new = [rows.filter(has_text=f"{one}-{name}.png") for one in ("old", "new")]

    def is_free() -> bool:
        visit.go("/files")
        unused: int = old.get_by_text("Not used").count()
        uses: int = new.get_by_role("link").count()
        return (unused, uses) == (1, 1)

    # The list follows the events.
    soon(is_free, seconds=60)
    expect(new.get_by_role("link", name=f"Covers {name}")).to_be_visible()
    visit.check("list")
    bar = page.get_by_role("progressbar", name="Storage used: Cover pictures")
    before = float(bar.get_attribute("value") or 0)
    old.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete this file?")
    expect(dialog).to_be_visible()
    visit.check("dialog")
    dialog.get_by_role("button", name="Delete").click()
    visit.told(f"old-{name}.png was deleted.")

    expect(old).to_have_count(0)
    expect(new).to_have_count(1)
    assert float(bar.get_attribute("value") or 0) < before
