"""A message in few words."""

from __future__ import annotations

from lms_notifications import body_of, brief
from lms_preferences import MESSAGE_LENGTHS
from lms_testing.notifications import a_message, request


async def test_a_line_made_for_it_is_what_is_said() -> None:
    """By a text message and below a push's title alike."""
    message = await request(a_message(short="Your course begins tomorrow."))

    assert brief(message) == body_of(message) == "Your course begins tomorrow."


async def test_without_one_subject_and_beginning_speak() -> None:
    """In one line; a push has the subject as its title already."""
    message = await request(a_message(subject="Hello", text="How are you,\n\n  Ana?\n"))

    assert brief(message) == "Hello: How are you, Ana?"
    assert body_of(message) == "How are you, Ana?"


async def test_a_long_message_is_cut_for_a_text() -> None:
    """Each part of a text message is billed."""
    message = await request(a_message(text="word " * 200))

    assert len(brief(message)) <= MESSAGE_LENGTHS["short"]
    assert brief(message).endswith("word…")
