"""Which files the front end's build consists of."""

from __future__ import annotations

import functools
import re

import msgspec

from lms_settings import Settings

# A path of our own origin: the policy allows nothing else, and neither does a quote end it.
_FILE = re.compile(r"/(?!/)[A-Za-z0-9._/-]+")
# One host and no path: nothing that could add another source to the policy.
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?")


class PageManifest(msgspec.Struct, frozen=True):
    """The files that every page links: style sheets, modules to run, modules to fetch early."""

    css: tuple[str, ...] = ()
    js: tuple[str, ...] = ()
    preload: tuple[str, ...] = ()


class PageSettings(Settings, frozen=True):
    """The front end's page-manifest.json, and the address of the bucket of files.

    ``lms_page_files_url`` is empty where the bucket has the address of the site.
    """

    lms_page_manifest: str = "{}"
    lms_page_files_url: str = ""

    def __post_init__(self) -> None:
        """Refuse to start with a manifest that would break every page."""
        _parse(self.lms_page_manifest)
        if self.lms_page_files_url and not _ORIGIN.fullmatch(self.lms_page_files_url):
            message = "LMS_PAGE_FILES_URL must be an origin, like https://files.s3.amazonaws.com"
            raise ValueError(message)


@functools.lru_cache(maxsize=2)
def _parse(text: str) -> PageManifest:
    try:
        manifest = msgspec.json.decode(text, type=PageManifest)
    except msgspec.DecodeError as fault:
        message = f"LMS_PAGE_MANIFEST must be JSON with css, js and preload: {fault}"
        raise ValueError(message) from fault
    files = (*manifest.css, *manifest.js, *manifest.preload)
    if foreign := [file for file in files if not _FILE.fullmatch(file)]:
        message = f"LMS_PAGE_MANIFEST must name paths of this site, not {foreign[0]}"
        raise ValueError(message)
    return manifest


def page_manifest() -> PageManifest:
    """Return the files of the build that is deployed."""
    return _parse(PageSettings.current().lms_page_manifest)
