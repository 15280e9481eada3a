"""A message in few words."""

from __future__ import annotations

from lms_notifications import Notification, body_of, brief, previews
from lms_testing.notifications import a_message, request


async def test_a_line_made_for_it_is_what_is_said() -> None:
    """By a text message, below a push's title and in the mail of the day alike."""
    message = await request(a_message(short="Your course begins tomorrow."))

    said = brief(message, lambda _: "cut"), body_of(message), _preview(message)
    assert said == ("Your course begins tomorrow.",) * 3


async def test_without_one_subject_and_text_speak() -> None:
    """A push has the subject as its title already."""
    message = await request(a_message(subject="Hello", text="How   are you?\n"))

    assert brief(message, str) == "Hello: How are you?"
    assert body_of(message) == _preview(message) == "How are you?"


async def test_a_greeting_is_not_part_of_the_sentence_after_it() -> None:
    """Lines stay lines; where there is only one, a stroke shows where they ended."""
    message = await request(a_message(text="Hello Ana,\r\n\r\n  You have a seat.\n\nBye\n"))

    assert body_of(message) == "Hello Ana,\nYou have a seat.\nBye"
    assert _preview(message) == "Hello Ana, / You have a seat. / Bye"


async def test_nothing_of_a_message_is_cut_here() -> None:
    """The sender decides how much fits."""
    message = await request(a_message(text="数" * 2000))

    assert brief(message, str) == f"Hello: {'数' * 2000}"
    assert brief(message, lambda text: text[:8]) == "Hello: 数"


def _preview(message: Notification) -> str | None:
    (shown,) = previews([message])
    return shown["text"]
