"""Whatever the API accepts as a message is mailed, and read as it was accepted."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from hypothesis import given, strategies as st

from functions.send_email.main import send_email
from lms_kernel import Invalid, convert, new_id
from lms_mail import Mail, MailSettings
from lms_mail._message import compose
from lms_notifications import NewNotification, NotificationRequested
from lms_testing import deliver, event
from lms_testing.notifications import request
from lms_testing.senders import fake_mailer

SETTINGS = MailSettings(smtp_url="smtp://127.0.0.1:25", lms_mail_from="no-reply@example.org")


@pytest.mark.search
@given(st.text(min_size=1, max_size=200), st.text(min_size=1))
async def test_whatever_is_accepted_is_mailed(subject: str, text: str) -> None:
    """RFC 2047 and RFC 2045, for all of Unicode: no exception, no character lost."""
    body = {"recipient_id": new_id(), "subject": subject, "text": text, "channel": "email"}
    try:
        wanted = convert(body, NewNotification)
    except Invalid:
        return

    mail = await _mailed(wanted)

    message = message_from_bytes(compose(mail, SETTINGS).as_bytes(), policy=policy.default)
    plain = message.get_body(("plain",))
    assert plain is not None
    assert message["Subject"] == wanted.subject
    assert _lines(plain.get_content()) == _lines(wanted.text)


async def _mailed(wanted: NewNotification) -> Mail:
    message = await request(wanted.to_request(sender_id=new_id(), email="ana@example.org"))
    requested = event(NotificationRequested(notification_id=message.id), channel="email")
    with fake_mailer() as server:
        assert (await deliver(send_email, requested)).status_code == 204
    (mail,) = server.sent
    return mail


def _lines(text: str) -> str:
    """Return a text with line ends as they are in mail, whichever it was written with."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
