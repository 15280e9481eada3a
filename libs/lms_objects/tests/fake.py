"""An object store in memory, as strict as S3 about what an address was signed for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

from lms_kernel import Unavailable, utc_now
from lms_objects import Look, Signed, Upload, objects

BUCKET = "https://files.example.org"
SECONDS = 900


@dataclass
class FakeObjects:
    """The bucket as a dictionary: key -> content and type."""

    kept: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    announced: dict[str, tuple[str, int, datetime]] = field(default_factory=dict)
    """What was signed: address -> type, length, and when it ends."""
    later: timedelta = timedelta()
    """By how much the bucket's clock is ahead of the test's."""
    is_away: bool = False

    async def upload(self, key: str, *, content_type: str, length: int) -> Upload:
        """Sign an upload of exactly one file of this type and length."""
        self._look()
        expires_at = self._now() + timedelta(seconds=SECONDS)
        url = f"{BUCKET}/{key}?signed={len(self.announced)}"
        self.announced[url] = (content_type, length, expires_at)
        return Upload(
            url=url,
            method="PUT",
            headers={"Content-Type": content_type, "If-None-Match": "*"},
            expires_at=expires_at,
        )

    async def link(self, key: str, *, name: str, content_type: str) -> Signed:
        """Sign an address from which a browser fetches the object."""
        self._look()
        url = f"{BUCKET}/{key}?name={quote(name)}&type={quote(content_type)}"
        return Signed(url, self._now() + timedelta(seconds=SECONDS))

    async def look(self, key: str, most: int) -> Look | None:
        """Return an object's length and first bytes."""
        self._look()
        if key not in self.kept:
            return None
        content, _ = self.kept[key]
        return Look(len(content), content[:most])

    async def read(self, key: str) -> bytes | None:
        """Return an object."""
        self._look()
        return self.kept[key][0] if key in self.kept else None

    async def write(self, key: str, content: bytes, content_type: str) -> None:
        """Store an object, or replace it."""
        self._look()
        self.kept[key] = (content, content_type)

    async def delete(self, key: str) -> None:
        """Delete an object."""
        self._look()
        self.kept.pop(key, None)

    async def keys(self, prefix: str) -> list[str]:
        """Return the keys below a prefix."""
        self._look()
        return sorted(key for key in self.kept if key.startswith(prefix))

    def put(self, url: str, content: bytes, content_type: str) -> int:
        """Do what a browser does with an upload; return the status that S3 would respond with."""
        key = url.removeprefix(f"{BUCKET}/").partition("?")[0]
        *signed, expires_at = self.announced.get(url, (None, None, self._now()))
        if signed != [content_type, len(content)] or expires_at <= self._now():
            return 403
        if key in self.kept:
            return 412
        self.kept[key] = (content, content_type)
        return 200

    def _now(self) -> datetime:
        return utc_now() + self.later

    def _look(self) -> None:
        if self.is_away:
            raise Unavailable("The object store cannot be reached.")


@contextmanager
def fake_objects() -> Iterator[FakeObjects]:
    """Put a store in memory into the ``with`` block."""
    fake = FakeObjects()
    with objects.override(fake):
        yield fake
