"""What the fields accept, the real stores take and give back: texts from all of Unicode."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from lms_catalog import Card, CatalogQuery, PostgresCatalog
from lms_courses import Course, NewCourse, courses
from lms_identity import NewUser, UserFilter, register, users
from lms_kernel import Invalid, accept, kinds, new_id, request_scope
from lms_testing import CapturedEvents
from tests.field_values import leaves, values

pytestmark = [pytest.mark.search, pytest.mark.timeout(3600)]

OLGA = new_id()
# One server for all examples: nothing of one is left in the way of the next.
one_server = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
EXAMPLE = {
    "title": "Bees",
    "description": "Honey.",
    "category": "Nature",
    "tags": ["bees"],
    "language": "en",
    "status": "published",
    "content": {
        "modules": [
            {
                "id": "m1",
                "title": "One",
                "lessons": [
                    {
                        "id": "l1",
                        "title": "First",
                        "kind": "article",
                        "body": "Hello",
                        "url": "https://example.org/a",
                    }
                ],
            }
        ]
    },
}


@pytest.mark.usefixtures("mongo", "postgres")
@one_server
@given(data=st.data())
async def test_mongodb_and_the_catalog_take_what_the_course_accepts(
    broker: CapturedEvents, data: st.DataObject
) -> None:
    """Read back equal by id, in the event's card, in the catalog by category, tag and language."""
    leaf = data.draw(st.sampled_from(leaves(NewCourse)))
    sent = leaf.put(data.draw(values(leaf.of(EXAMPLE), leaf.longest)), EXAMPLE)
    try:
        new = accept(sent, NewCourse)
        draft = Course.draft(new, owner=OLGA, id=new_id())
    except Invalid:
        return

    written = await courses().add(draft)
    stored = await courses().find(draft.course.id)
    assert msgspec.structs.replace(stored, slug="") == msgspec.structs.replace(
        draft.course, slug=""
    )

    card = accept(written.news[-1]["data"], Card)
    catalog = PostgresCatalog()
    assert await catalog.index(card)
    asked = accept(
        {"category": new.category, "tag": new.tags[:10], "language": new.language, "limit": 100},
        CatalogQuery,
    )
    found = {each.id: each for each in (await catalog.search(asked)).items}
    assert (found[stored.id].title, found[stored.id].tags) == (new.title, new.tags)


@pytest.mark.usefixtures("postgres", "broker")
@one_server
@given(data=st.data())
async def test_postgresql_takes_what_the_account_accepts(data: st.DataObject) -> None:
    """Found by address, by id and in the list of users."""
    leaf = data.draw(st.sampled_from([each for each in leaves(NewUser) if each.name != "password"]))
    unique = new_id()
    example = {"name": "Ana", "email": f"{unique}@example.org", "password": "long enough"}
    sent = leaf.put(data.draw(values(leaf.of(example), leaf.longest)), example)
    try:
        new = accept(sent, NewUser)
    except Invalid:
        return
    if await users().account(email=new.email):
        return

    async with request_scope():
        user = await register(new)

    account = await users().account(email=kinds.email(new.email))
    assert account is not None
    assert account.user == user == await users().find(user.id)
    listed = await users().page(UserFilter(q=new.name), limit=100)
    assert user in listed.items
