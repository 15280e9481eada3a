"""The main story, as the README tells it."""

from __future__ import annotations

import json
import subprocess
import uuid
from typing import TYPE_CHECKING

from tests.e2e.platform import ROOT, course_fields, eventually, pages
from tests.patience import patience

if TYPE_CHECKING:
    from tests.e2e.platform import Platform


def test_a_newcomer_registers_enrolls_and_gets_a_confirmation(platform: Platform) -> None:
    """Browse, register, log in, enroll, and the email arrives within five seconds."""
    with platform.client() as http:
        found = http.get("/api/courses", params={"q": "python", "sort": "price", "limit": 5}).json()
        course = found["items"][0]
        email = f"ana.{uuid.uuid4().hex[:8]}@example.org"
        account = {"email": email, "password": "a long enough password", "name": "Ana"}
        registered = http.post("/api/auth/register", json=account)
    assert registered.status_code == 201, registered.text

    with platform.sign_in(email, "a long enough password") as ana:
        enrolled = ana.post("/api/enrollments", json={"course_id": course["id"]})
        assert enrolled.status_code == 201, enrolled.text
        mine = ana.get("/api/enrollments").json()
        assert [each["course_id"] for each in mine["items"]] == [course["id"]]

        def is_confirmed() -> bool:
            return any(
                email in str(mail["to"]) and course["title"] in mail["subject"]
                for mail in platform.inbox()
            )

        eventually(is_confirmed, within_seconds=5)
        inbox = ana.get("/api/notifications").json()
        assert inbox["total"] >= 1


def test_the_commands_of_the_readme_enroll_and_finish_a_lesson(platform: Platform) -> None:
    """As typed, in one shell: the confirmation's mail is printed, and a lesson's progress last."""
    readme = (ROOT / "README.md").read_text()
    commands = "".join(
        readme.partition(f"## {section}\n")[2].partition("```sh\n")[2].partition("```")[0]
        for section in ("Enroll in a course", "Learn")
    )
    address = f"eve.{uuid.uuid4().hex[:8]}@example.org"
    commands = commands.replace("127.0.0.1:8080", f"127.0.0.1:{platform.port}")
    commands = commands.replace("eve@example.org", address)
    done = subprocess.run(
        ["bash", "-c", commands], capture_output=True, text=True, check=True, timeout=patience(60)
    )
    assert "You have a seat" in done.stdout
    recorded = json.loads(done.stdout[done.stdout.rindex("{") :])
    assert recorded["completed_at"] is not None
    assert recorded["percent"] > 0


def test_the_demo_catalog_is_believable(platform: Platform) -> None:
    """At least 200 courses in 8 categories, and every page of the list is reachable once."""
    with platform.client() as http:
        first = http.get("/api/courses").json()
        ids = [each["id"] for each in pages(http, "/api/courses", limit="100")]
    assert first["total"] >= 200
    assert len(first["facets"]["category"]) == 8
    assert len(ids) == len(set(ids)) == first["total"]


def test_the_demo_school_is_alive(platform: Platform) -> None:
    """Popular courses, names on the instructor's rosters, courses and messages for the student."""
    with platform.client() as http:
        found = http.get("/api/courses", params={"sort": "popular", "limit": 1}).json()["items"]
    assert found[0]["title"] == "Python from the First Line"

    with platform.as_role("student") as student:
        mine = student.get("/api/enrollments").json()
        inbox = student.get("/api/notifications", params={"channel": "in_app"}).json()
    assert mine["total"] >= 3
    assert inbox["total"] >= 2
    assert inbox["unread"] >= 1

    course = next(each for each in mine["items"] if each["course_title"].startswith("Python"))
    with platform.as_role("instructor") as instructor:
        roster = instructor.get(
            "/api/enrollments", params={"course_id": course["course_id"], "limit": 100}
        ).json()
    assert "Amara Okafor" in {each["learner"]["name"] for each in roster["items"]}
    assert roster["total"] > 5

    def is_confirmed() -> bool:
        mails = [mail for mail in platform.inbox() if "student@example.org" in str(mail["to"])]
        return any(course["course_title"] in mail["subject"] for mail in mails)

    # A handful of emails for the student, none for people who do not exist.
    eventually(is_confirmed, within_seconds=30)
    assert not any("aiko.nakamura" in str(mail["to"]) for mail in platform.inbox())


def test_three_demo_accounts_are_printed_and_work(platform: Platform) -> None:
    """Each of them can sign in and has the printed role."""
    assert set(platform.accounts()) == {"student", "instructor", "admin"}
    for role in platform.accounts():
        with platform.as_role(role) as http:
            assert http.get("/api/users/me").json()["role"] == role


def test_an_author_reads_their_own_write(platform: Platform) -> None:
    """A new or changed course is in the list immediately, and a deleted one is gone."""
    title = f"Glassblowing {uuid.uuid4().hex[:8]}"
    with platform.as_role("instructor") as author:
        created = author.post("/api/courses", json=course_fields(title))
        assert created.status_code == 201, created.text
        course = created.json()

        def listed() -> list[str]:
            answer = author.get("/api/courses", params={"q": title})
            return [each["title"] for each in answer.json()["items"]]

        assert title in listed()
        changed = author.put(
            f"/api/courses/{course['id']}",
            json={"title": f"{title} again"},
            headers={"If-Match": f'"{course["version"]}"'},
        )
        assert changed.status_code == 200, changed.text
        assert changed.json()["slug"] == course["slug"]
        assert f"{title} again" in listed()
        gone = author.delete(f"/api/courses/{course['id']}")
        assert gone.status_code == 204, gone.text
        assert listed() == []
        assert author.get(f"/api/courses/{course['id']}").status_code == 404


def test_privileged_writes_are_audited(platform: Platform) -> None:
    """An instructor's new course ends up in the audit trail."""
    import psycopg

    title = f"Lute {uuid.uuid4().hex[:8]}"
    with platform.as_role("instructor") as author:
        course = author.post("/api/courses", json=course_fields(title)).json()

    def is_audited() -> bool:
        with psycopg.connect(platform.environment()["DATABASE_URL"]) as connection:
            query = "SELECT count(*) FROM audit_trail WHERE subject = %s"
            (count,) = connection.execute(query, (course["id"],)).fetchone() or (0,)
            return bool(count)

    eventually(is_audited, within_seconds=10)


def test_the_api_describes_itself(platform: Platform) -> None:
    """The document lists every route, and the page that shows it loads nothing from elsewhere."""
    with platform.client(follow_redirects=True) as http:
        document = http.get("/api/openapi.json").json()
        page = http.get("/api/docs")
    assert document["openapi"].startswith("3.1")
    assert {"get", "post"} <= set(document["paths"]["/api/courses"])
    assert page.status_code == 200
    assert "https://" not in page.text.replace("https://www.w3.org", "")
