"""Letters as their readers see them."""

from __future__ import annotations

from html.parser import HTMLParser

from lms_notifications import Notification
from lms_testing.notifications import a_message, request


class ShownPage(HTMLParser):
    """What a reader sees of a page, and the elements that it is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note what is to be read."""
        self.text += data

    @classmethod
    def read(cls, page: str) -> ShownPage:
        """Return the page as it is shown."""
        shown = cls()
        shown.feed(page)
        shown.close()
        return shown

    @classmethod
    def of(cls, page: str) -> str:
        """Return the text that the page shows."""
        return cls.read(page).text

    @property
    def links(self) -> list[str | None]:
        """Return where the links of the page lead."""
        return [attributes["href"] for tag, attributes in self.tags if tag == "a"]


async def request_text(
    subject: str = "Hello",
    text: str = "How are you?",
    *,
    language: str = "en",
    template: str | None = "welcome",
    link: str | None = None,
) -> Notification:
    """Request a mail with this subject and text."""
    return await request(
        a_message(subject=subject, text=text, language=language, template=template, link=link)
    )
