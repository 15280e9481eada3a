"""What can go wrong: the machine lacks something, or an image is faulty."""

from __future__ import annotations


class CannotRunError(Exception):
    """This machine cannot build images; the message says what is missing."""


class ImageFault(Exception):  # noqa: N818 - a fault of the image, not of the tool
    """An image cannot be built or does not work; the message says why."""
