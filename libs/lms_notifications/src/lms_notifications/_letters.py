"""The words of the platform's own messages."""

from __future__ import annotations

import msgspec

from lms_notifications._settings import NotificationSettings

_SUBJECT_LENGTH = 200


class Letter(msgspec.Struct, frozen=True):
    """A subject of one line and a plain text."""

    subject: str
    text: str


def welcome(*, name: str) -> Letter:
    """Greet somebody who has just opened an account."""
    return Letter(
        "Welcome to the Learning Platform",
        f"Hello {_one_line(name)},\n\n"
        "your account is ready. Find your first course here:\n\n"
        f"{NotificationSettings.current().link('/courses')}\n\n"
        "Enjoy learning!\nThe Learning Platform\n",
    )


def enrollment_confirmed(*, name: str, course_id: str, course_title: str) -> Letter:
    """Tell a learner that the seat is theirs and where the course is."""
    title = _one_line(course_title)
    return Letter(
        _subject(f"You are enrolled: {title}"),
        f"Hello {_one_line(name)},\n\n"
        f'you have a seat in "{title}". Start whenever you like:\n\n'
        f"{NotificationSettings.current().link(f'/courses/{course_id}')}\n\n"
        "Enjoy the course!\nThe Learning Platform\n",
    )


def enrollment_cancelled(*, name: str, course_id: str, course_title: str) -> Letter:
    """Tell a learner that the seat was given back and how to get another."""
    title = _one_line(course_title)
    return Letter(
        _subject(f"Your enrollment was cancelled: {title}"),
        f"Hello {_one_line(name)},\n\n"
        f'your enrollment in "{title}" was cancelled and your seat is free again.\n'
        "If you change your mind, the course is here:\n\n"
        f"{NotificationSettings.current().link(f'/courses/{course_id}')}\n\n"
        "The Learning Platform\n",
    )


def _one_line(text: str) -> str:
    """Answer the text without line breaks and control characters: it may end up in a header."""
    printable = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(printable.split())


def _subject(text: str) -> str:
    return text if len(text) <= _SUBJECT_LENGTH else f"{text[: _SUBJECT_LENGTH - 1]}…"
