"""The button of a mail program, and our own."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import httpx2
import pytest

from functions.unsubscribe_recipient.main import unsubscribe_recipient
from lms_preferences import Category, Preferences, preferences
from lms_testing import client
from lms_testing.access import redis_away
from lms_testing.notifications import RECIPIENT, a_message, decide, request
from lms_unsubscribe import unsubscribe_url

ANA = RECIPIENT
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def _path(category: Category = "enrollment") -> str:
    url = unsubscribe_url(RECIPIENT, category)
    assert url is not None
    return url.removeprefix("http://127.0.0.1:8080")


async def _post(
    path: str, body: bytes | None = None, kind: str = "", **headers: str
) -> httpx2.Response:
    content = urlencode(ONE_CLICK).encode() if body is None else body
    sent = {"Content-Type": kind or "application/x-www-form-urlencoded", **headers}
    async with client(unsubscribe_recipient) as http:
        return await http.post(path, content=content, headers=sent)


async def _decided() -> Preferences:
    return await preferences().get(ANA)


def _text(answer: httpx2.Response) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())


async def test_one_click_ends_the_mails() -> None:
    """200 and a page that confirms it, says how to undo it, and asks nothing more."""
    answer = await _post(_path())

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "You have unsubscribed" in _text(answer)
    assert "emails about your enrollments." in _text(answer)
    assert "You can turn them back on in your preferences" in _text(answer)
    assert 'href="/preferences"' in answer.text
    assert "<form" not in answer.text
    assert (await _decided()).off == {"enrollment": ["email"]}
    assert (await request(a_message(category="enrollment"))).status == "suppressed"
    assert (await request(a_message(category="message"))).status == "queued"


async def test_a_multipart_form_is_the_same() -> None:
    """RFC 8058 leaves the encoding to the mail program."""
    body = (
        b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
        b"One-Click\r\n--b--\r\n"
    )

    answer = await _post(_path(), body, "multipart/form-data; boundary=b")

    assert answer.status_code == 200
    assert (await _decided()).off == {"enrollment": ["email"]}


async def test_once_more_is_as_good_as_once() -> None:
    """Mail programs repeat what they are not sure of."""
    path = _path()
    first, again = await _post(path), await _post(path)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.text == again.text
    assert (await _decided()).version == 1


async def test_what_else_was_decided_stays() -> None:
    """One category, and only its emails."""
    await decide(language="ar", phone="+34600111222", off={"message": ["push"]})

    await _post(_path())

    now = await _decided()
    assert now.off == {"message": ["push"], "enrollment": ["email"]}
    assert (now.language, now.phone) == ("ar", "+34600111222")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", ""),
        (b"List-Unsubscribe=Maybe", ""),
        (b"other=One-Click", ""),
        (b"List-Unsubscribe=One-Click", "text/plain"),
        (b'{"List-Unsubscribe": "One-Click"}', "application/json"),
        (b"List-Unsubscribe=One-Click", "multipart/form-data; boundary=b"),
    ],
)
async def test_a_body_that_is_not_the_buttons_only_asks(body: bytes, kind: str) -> None:
    """422 and the page with the button: no person is known to have pressed one."""
    answer = await _post(_path(), body, kind)

    assert answer.status_code == 422
    assert '<form method="post">' in answer.text
    assert (await _decided()).version == 0


@pytest.mark.parametrize("token", ["", "x", "WyIwMTkyIl0.AAAA", "A" * 5000])
async def test_a_forged_link_changes_nothing(token: str) -> None:
    """400 and a page that says what may be wrong."""
    answer = await _post(f"/unsubscribe?token={token}")

    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert "This link does not work" in _text(answer)
    assert (await _decided()).version == 0


async def test_an_altered_link_changes_nothing() -> None:
    """Cut short, or with a signature of something else."""
    mine, other = _path("enrollment"), _path("message")
    claims, _, signature = other.rpartition(".")
    forged = f"{mine.rpartition('.')[0]}.{signature}"

    assert claims != mine
    for path in (mine[:-1], mine[:-20], forged, mine.replace("token=", "token=A")):
        assert (await _post(path)).status_code == 400
    assert (await _decided()).version == 0


async def test_nobody_signs_in_and_nothing_is_remembered() -> None:
    """No cookie is set, and one that is sent changes nothing."""
    answer = await _post(_path(), Cookie="refresh_token=x", Authorization="Bearer x")

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


async def test_the_reader_is_answered_in_their_language() -> None:
    """Arabic from right to left."""
    answer = await _post(_path(), None, "", **{"Accept-Language": "ar"})

    assert '<html lang="ar" dir="rtl">' in answer.text


async def test_the_answer_is_kept_by_nobody() -> None:
    """And runs nothing."""
    answer = await _post(_path())

    assert answer.headers["cache-control"] == "no-store"
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "<script" not in answer.text


async def test_while_redis_is_away_the_reader_is_told_to_come_back() -> None:
    """503 and a page, not a problem in JSON."""
    path = _path()
    with redis_away():
        answer = await _post(path)

    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert int(answer.headers["retry-after"]) > 0
    assert "The platform is temporarily unavailable" in _text(answer)


async def test_one_link_cannot_keep_the_store_busy() -> None:
    """Thirty times a minute is more than any program repeats itself."""
    path = _path()
    async with client(unsubscribe_recipient) as http:
        statuses = [(await http.post(path, data=ONE_CLICK)).status_code for _ in range(40)]

    assert statuses[:30] == [200] * 30
    assert 429 in statuses


async def test_a_large_body_is_not_read() -> None:
    """A form of one field is small."""
    assert (await _post(_path(), b"x" * 2_000_000)).status_code == 413
