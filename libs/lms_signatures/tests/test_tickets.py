"""Links that can be used once."""

from __future__ import annotations

import string

import pytest

from lms_kernel import new_id
from lms_links import TICKET
from lms_signatures import BrokenLink, LinkKeySettings, read_signed, sign, ticket_id, with_ticket

ID = new_id()


def _token() -> str:
    return with_ticket(TICKET, ID)


def test_a_mail_carries_the_token_of_its_own_notification() -> None:
    """In characters that no mail program breaks; a text without the mark stays as it is."""
    text = with_ticket(f"Open https://learn.example.org/reset-password#{TICKET}\n", ID)
    assert TICKET not in text
    assert ticket_id(text.partition("#")[2].strip()) == ID
    assert len(_token()) < 120
    assert with_ticket("Hello", ID) == "Hello"


def test_the_id_alone_is_no_token() -> None:
    """Sessions and administrators can read it with the notification."""
    for token in (ID, f"{ID}.", _token().partition(".")[0], ""):
        with pytest.raises(BrokenLink):
            ticket_id(token)


def test_every_character_of_a_token_counts() -> None:
    """Also the last one, some of whose bits base64 would pass over (RFC 4648, section 3.5)."""
    token = _token()
    alphabet = string.ascii_letters + string.digits + "-_"
    for place, letter in enumerate(token):
        others = alphabet if place == len(token) - 1 else "BC"
        for other in others.replace(letter, ""):
            with pytest.raises(BrokenLink):
                ticket_id(token[:place] + other + token[place + 1 :])


@pytest.mark.parametrize("value", ["", "ana", 1, None, [ID], {"id": ID}])
def test_what_was_signed_and_is_no_ticket_is_refused(value: object) -> None:
    """A key may sign other things for the same use one day."""
    with pytest.raises(BrokenLink):
        ticket_id(sign(value, use="ticket"))


def test_a_token_of_another_use_or_key_is_refused() -> None:
    """An unsubscribe link opens no account."""
    with pytest.raises(BrokenLink):
        ticket_id(sign(ID, use="lms_unsubscribe"))
    with pytest.raises(BrokenLink):
        read_signed(_token(), use="lms_unsubscribe")
    token = _token()
    with LinkKeySettings.override(lms_link_keys="k" * 40), pytest.raises(BrokenLink):
        ticket_id(token)
