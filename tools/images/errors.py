"""What can go wrong: the machine lacks something, or an image is not as it has to be."""

from __future__ import annotations


class CannotRunError(Exception):
    """This machine cannot build images; the message says what is missing."""


class ImageFault(Exception):  # noqa: N818 - a fault of the image, not of the tool
    """An image cannot be built, or does not behave; the message is what a person needs."""
