"""One call writes a letter and requests its delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from lms_kernel import derived_id, new_id
from lms_letters._letters import compose_from
from lms_letters._unconfirmed import unless_unconfirmed
from lms_notifications import Notification, NotificationRequest, find_recipient, notifications
from lms_preferences import PHONE_CODE, Preferences, phones
from lms_templates import templates

if TYPE_CHECKING:
    from cloudevents.http import CloudEvent


class Addressee(msgspec.Struct, frozen=True):
    """Who a letter goes to, and what is known of their addresses.

    ``is_confirmed`` is false for an email address that its owner has not confirmed: it gets a
    limited number of mails, and further letters are left in the inbox. ``phone`` is a number to use
    instead of the confirmed one. A caller who has just read or written the person's preferences
    passes them, so that they are not read again.
    """

    id: str
    email: str | None = None
    is_confirmed: bool = True
    phone: str | None = None
    preferences: Preferences | None = None


async def send_letter(
    template_id: str,
    person: Addressee,
    /,
    *,
    cause: CloudEvent | str | None,
    link: str | None = None,
    bundle: tuple[str, ...] = (),
    **values: object,
) -> Notification:
    """Write a letter in the person's language, and request its delivery.

    ``cause`` is why the letter is sent: an event, or a text that names the occasion. One cause is
    one letter of a template to a person, however often the call is repeated; without a cause each
    call is another letter. ``link`` is the path that a push opens, and the template's value
    ``link`` if it has one. Raises TemplateNotFound, and Invalid for values that the template does
    not take.
    """
    template = await templates().get(template_id)
    recipient = await find_recipient(
        person.id,
        channels=template.channels,
        email=person.email,
        phone=person.phone,
        preferences=person.preferences,
    )
    id_ = letter_id(template_id, person.id, cause)
    channels = tuple(template.channels)
    if not person.is_confirmed:
        recipient = await unless_unconfirmed(recipient, id_, template.category)
        if "email" in recipient.blocked and "in_app" not in channels:
            channels = (*channels, "in_app")
    if link is not None and any(each.name == "link" for each in template.variables):
        values["link"] = link
    letter = compose_from(template, recipient.preferences.language, values)
    request = NotificationRequest(
        recipient_id=person.id,
        channel=channels[0],
        fallbacks=channels[1:],
        category=letter.category,
        template=letter.template,
        language=letter.language,
        subject=letter.subject,
        text=letter.text,
        short=letter.short,
        email=person.email,
        phone=person.phone,
        link=link,
        bundle=bundle,
    )
    return await notifications().request(request, id=id_, recipient=recipient)


async def send_phone_code(
    user_id: str, phone: str, *, preferences: Preferences | None = None
) -> Notification:
    """Send a new code to the number, in place of any earlier one, and return the text message.

    The text has a placeholder where the code belongs: ``send_sms`` fills it in. How often somebody
    may ask for a code is the caller's responsibility.
    """
    await phones().issue(user_id, phone)
    return await send_letter(
        PHONE_CODE,
        Addressee(user_id, phone=phone, preferences=preferences),
        cause=None,
        code=phones().PLACEHOLDER,
        minutes=phones().LIFETIME_MINUTES,
    )


def letter_id(template_id: str, person_id: str, cause: CloudEvent | str | None) -> str:
    """Return the id of a letter, also before it is sent: the same for the same cause.

    An event is known by its source and id together (CloudEvents 1.0, section 3.1): two sources may
    use the same id.
    """
    if cause is None:
        return new_id()
    occasion = ("", cause) if isinstance(cause, str) else (cause["source"], cause["id"])
    return derived_id("send_letter", template_id, person_id, *occasion)
