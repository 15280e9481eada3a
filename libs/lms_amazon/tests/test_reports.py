"""What Amazon says about a message, in its own words, and what it means to us."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from libs.lms_amazon.tests.amazon import (
    PROVIDER_ID,
    arrival,
    bounce,
    complaint,
    delivery,
    mail_event,
)
from lms_amazon import SnsMessage, report_of
from lms_kernel import Invalid, derived_id
from lms_notifications import NotificationBounced, NotificationDelivered

ID = derived_id("test-notification")
TEXT_ID = "34d9b400-c6dd-5444-820d-fbeb0f1f54cf"


def _report(published: Any) -> NotificationDelivered | NotificationBounced | None:
    return report_of(msgspec.convert(delivery(published), SnsMessage))


def _bounced(published: Any) -> NotificationBounced:
    report = _report(published)
    assert isinstance(report, NotificationBounced)
    return report


def test_a_mail_that_arrived_is_told_with_the_servers_answer() -> None:
    """Which one, when, and what the recipient's server said."""
    report = _report(mail_event("Delivery", notification_id=ID, delivery=arrival()))

    assert report == NotificationDelivered(
        notification_id=ID,
        provider_id=PROVIDER_ID,
        channel="email",
        detail="The recipient's mail server accepted it: 250 2.6.0 Message received",
        happened_at=datetime(2026, 8, 5, 0, 40, 3, 217000, UTC),
    )


def test_an_identitys_notification_says_the_same() -> None:
    """The older shape differs in one name."""
    event = mail_event("Bounce", notification_id=ID, bounce=bounce())
    notification = {**event, "notificationType": event["eventType"]}
    del notification["eventType"]

    assert _report(notification) == _report(event) is not None


@pytest.mark.parametrize(("by", "known"), [("header", ID), ("message_id", ID), ("provider", None)])
def test_a_mail_is_known_by_what_of_it_comes_back(by: str, known: str | None) -> None:
    """Our header, else our Message-ID, else only the id that SES gave it."""
    report = _bounced(mail_event("Bounce", notification_id=ID, by=by, bounce=bounce()))

    assert (report.notification_id, report.provider_id) == (known, PROVIDER_ID)
    assert report.subject() == (known or PROVIDER_ID)


def test_a_header_that_is_no_id_is_passed_over() -> None:
    """Another system may have a header of that name."""
    event = mail_event("Bounce", notification_id="campaign-7", bounce=bounce())
    event["mail"]["commonHeaders"]["messageId"] = f"<{ID}@example.org>"

    assert _bounced(event).notification_id == ID


def test_a_mail_without_headers_is_known_by_its_provider() -> None:
    """An identity's notifications have headers only when they are told to."""
    event = mail_event("Bounce", bounce=bounce())
    del event["mail"]["headers"], event["mail"]["commonHeaders"]

    assert _bounced(event).provider_id == PROVIDER_ID


@pytest.mark.parametrize(
    ("kind", "is_final"),
    [("Permanent", True), ("Transient", False), ("Undetermined", False), ("Invented", False)],
)
def test_only_a_permanent_bounce_is_the_end(kind: str, *, is_final: bool) -> None:
    """Of the message, and of the address: a holiday notice is a Transient bounce, too."""
    report = _bounced(mail_event("Bounce", notification_id=ID, bounce=bounce(kind)))

    assert (report.permanent, report.suppress) == (is_final, is_final)
    assert report.detail.startswith(f"{kind} bounce General: smtp; 550 5.1.1")


def test_an_event_holds_no_address() -> None:
    """The servers' words do: they are passed on without it."""
    report = _bounced(mail_event("Bounce", notification_id=ID, bounce=bounce()))

    assert report.detail == "Permanent bounce General: smtp; 550 5.1.1 <(address)>: user unknown"
    assert b"ana@" not in msgspec.json.encode(report)


def test_a_detail_is_one_line_of_some_length() -> None:
    """Whatever a foreign server writes."""
    fields = {**arrival(), "smtpResponse": "250 ok\r\nX-Header: 1\n" + "x" * 10_000}

    report = _report(mail_event("Delivery", notification_id=ID, delivery=fields))

    assert report is not None
    assert len(report.detail) == 500
    assert "\n" not in report.detail
    assert "\r" not in report.detail


@pytest.mark.parametrize(
    ("kind", "suppress"), [("abuse", True), (None, True), ("other", True), ("not-spam", False)]
)
def test_who_complains_gets_no_more_mail(kind: str | None, *, suppress: bool) -> None:
    """The mail itself has arrived; "not-spam" takes a complaint back."""
    fields = complaint(complaintFeedbackType=kind)

    report = _report(mail_event("Complaint", notification_id=ID, complaint=fields))

    assert isinstance(report, NotificationDelivered)
    assert report.suppress == suppress
    assert report.detail.startswith("The recipient complained")


def test_a_complaint_that_ses_remembered_is_the_end() -> None:
    """It took the mail and sent nothing."""
    fields = complaint(complaintFeedbackType=None, complaintSubType="OnAccountSuppressionList")

    report = _bounced(mail_event("Complaint", notification_id=ID, complaint=fields))

    assert (report.permanent, report.suppress) == (True, True)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("Reject", {"reject": {"reason": "Bad content"}}),
        (
            "Rendering Failure",
            {"failure": {"errorMessage": "Attribute 'name' is missing", "templateName": "t"}},
        ),
    ],
)
def test_what_ses_does_not_send_is_no_fault_of_the_address(
    kind: str, fields: dict[str, Any]
) -> None:
    """A virus, or a template that cannot be filled."""
    report = _bounced(mail_event(kind, notification_id=ID, **fields))

    assert (report.permanent, report.suppress) == (True, False)
    assert report.detail.startswith("Amazon SES did not send it: ")


def test_a_delay_is_information() -> None:
    """SES goes on trying."""
    fields = {
        "delayType": "MailboxFull",
        "expirationTime": "2026-08-06T00:40:02.012Z",
        "delayedRecipients": [{"emailAddress": "ana@example.org", "status": "4.2.2"}],
        "timestamp": "2026-08-05T01:40:02.012Z",
    }

    report = _bounced(mail_event("DeliveryDelay", notification_id=ID, deliveryDelay=fields))

    assert (report.permanent, report.suppress) == (False, False)
    assert report.detail == "Delayed MailboxFull: 4.2.2"


@pytest.mark.parametrize(
    "published",
    [
        "Successfully validated SNS topic for Amazon SES event publishing.",
        "",
        "[]",
        "7",
        '{"AlarmName": "too many"}',
        "[" * 100_000,
        mail_event("Send", send={}),
        mail_event("Open", open={"ipAddress": "192.0.2.1"}),
        mail_event("Click", click={"link": "https://example.org"}),
        mail_event("Subscription", subscription={}),
        mail_event("Invented"),
        mail_event("Bounce"),
        {"eventType": "TEXT_QUEUED", "messageId": TEXT_ID},
        {"eventType": "TEXT_PENDING", "messageId": TEXT_ID, "isFinal": False},
        {"eventType": "VOICE_ANSWERED", "messageId": TEXT_ID},
        {"notification": {"messageId": TEXT_ID}, "status": "PENDING"},
    ],
)
def test_what_changes_nothing_is_no_report(published: Any) -> None:
    """Greetings, messages under way, other people's messages."""
    assert _report(published) is None


@pytest.mark.parametrize(
    "published",
    [
        {"eventType": "Bounce", "mail": {}},
        mail_event("Bounce", bounce={"bounceType": "Permanent"}),
        mail_event("Bounce", bounce={**bounce(), "timestamp": "yesterday"}),
        mail_event("Bounce", bounce={**bounce(), "timestamp": "2026-08-05T00:41:02"}),
        {"eventType": "TEXT_BLOCKED"},
        {"notification": {}, "status": "SUCCESS"},
    ],
)
def test_a_report_that_cannot_be_read_is_refused(published: Any) -> None:
    """By name of what is wrong, so that a change of Amazon's is seen in the log."""
    with pytest.raises(Invalid):
        _report(published)


def _log_entry(status: str, response: str) -> dict[str, Any]:
    return {
        "notification": {"messageId": TEXT_ID, "timestamp": "2026-06-28 00:40:34.558"},
        "delivery": {
            "phoneCarrier": "My Phone Carrier",
            "mnc": 270,
            "destination": "+15555550100",
            "priceInUSD": 0.00645,
            "smsType": "Transactional",
            "mcc": 310,
            "providerResponse": response,
            "dwellTimeMs": 599,
        },
        "status": status,
    }


def test_a_text_that_arrived_is_told_by_its_providers_id() -> None:
    """A text has no header of ours."""
    report = _report(_log_entry("SUCCESS", "Message has been accepted by phone carrier"))

    assert isinstance(report, NotificationDelivered)
    assert (report.channel, report.notification_id, report.provider_id) == ("sms", None, TEXT_ID)
    assert report.detail == "Message has been accepted by phone carrier"


@pytest.mark.parametrize(
    ("response", "suppress"),
    [
        ("Invalid phone number", True),
        ("Phone number is opted out.", True),
        ("Phone is currently unreachable/unavailable", False),
        ("Unknown error attempting to reach phone", False),
        ("This delivery would exceed max price", False),
    ],
)
def test_a_text_that_failed_is_lost(response: str, *, suppress: bool) -> None:
    """Nobody tries again; the number is given up only if the next text would fare no better."""
    report = _bounced(_log_entry("FAILURE", response))

    assert (report.permanent, report.suppress, report.detail) == (True, suppress, response)


def test_an_event_holds_no_number() -> None:
    """Nor does the ledger, which the sender of a text reads."""
    report = _bounced(_log_entry("FAILURE", "No route to +34600111222"))

    assert report.detail == "No route to (number)"


def _text_event(kind: str, **fields: Any) -> dict[str, Any]:
    return {
        "eventType": kind,
        "eventVersion": "1.0",
        "eventTimestamp": 1785975103470,
        "isFinal": True,
        "originationPhoneNumber": "+12065550152",
        "destinationPhoneNumber": "+14255550156",
        "messageId": TEXT_ID,
        "messageStatus": kind.removeprefix("TEXT_"),
        "messageStatusDescription": "In the carrier's words",
        **fields,
    }


@pytest.mark.parametrize("kind", ["TEXT_DELIVERED", "TEXT_SUCCESSFUL"])
def test_end_user_messaging_tells_of_arrivals(kind: str) -> None:
    """By either word; which one it is depends on the country."""
    report = _report(_text_event(kind))

    assert report == NotificationDelivered(
        provider_id=TEXT_ID,
        channel="sms",
        detail="In the carrier's words",
        happened_at=datetime(2026, 8, 6, 0, 11, 43, 470000, UTC),
    )


@pytest.mark.parametrize(
    ("kind", "fields", "permanent", "suppress"),
    [
        ("TEXT_BLOCKED", {}, True, True),
        ("TEXT_INVALID", {}, True, True),
        ("TEXT_CARRIER_BLOCKED", {}, True, False),
        ("TEXT_TTL_EXPIRED", {}, True, False),
        ("TEXT_CARRIER_UNREACHABLE", {"isFinal": False}, False, False),
        ("TEXT_UNKNOWN", {}, False, False),
    ],
)
def test_end_user_messaging_tells_of_failures(
    kind: str, fields: dict[str, Any], *, permanent: bool, suppress: bool
) -> None:
    """What is not final, or not known, is information."""
    report = _bounced(_text_event(kind, **fields))

    assert (report.permanent, report.suppress) == (permanent, suppress)
    assert report.detail == f"{kind} In the carrier's words"
