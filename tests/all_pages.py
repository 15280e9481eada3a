"""All pages of a list, for tests that ask whether every row is served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lms_testing import client

if TYPE_CHECKING:
    from lms_kernel import Actor


async def walk(function: Any, path: str, limit: int, *, as_: Actor) -> list[dict[str, Any]]:
    """Return the items of all pages, by cursor; no page may fail, and the last must come."""
    items, cursor, glue = [], "", "&" if "?" in path else "?"
    async with client(function, as_=as_) as http:
        for _ in range(20):
            answer = await http.get(f"{path}{glue}limit={limit}&cursor={cursor}")
            assert answer.status_code == 200, answer.text
            page = answer.json()
            items += page["items"]
            if page["next_cursor"] is None:
                return items
            cursor = page["next_cursor"]
    raise AssertionError("the list never ends")
