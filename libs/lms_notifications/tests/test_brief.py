"""A message in few words."""

from __future__ import annotations

from lms_notifications import body_of, brief
from lms_testing.notifications import a_message, request


async def test_a_line_made_for_it_is_what_is_said() -> None:
    """By a text message and below a push's title alike."""
    kept = await request(a_message(short="Your course begins tomorrow."))

    assert brief(kept) == body_of(kept) == "Your course begins tomorrow."


async def test_without_one_subject_and_beginning_speak() -> None:
    """In one line; a push has the subject as its title already."""
    kept = await request(a_message(subject="Hello", text="How are you,\n\n  Ana?\n"))

    assert brief(kept) == "Hello: How are you, Ana?"
    assert body_of(kept) == "How are you, Ana?"


async def test_a_long_message_is_cut_for_a_text() -> None:
    """Each part of a text message is billed."""
    kept = await request(a_message(text="word " * 200))

    assert len(brief(kept)) <= 300
    assert brief(kept).endswith("word…")
