"""What can go wrong with a template.

NotFound 404
└── TemplateNotFound       no such template
PreconditionFailed 412
└── StaleTemplate          changed since it was read
"""

from __future__ import annotations

from lms_kernel import NotFound, PreconditionFailed


class TemplateNotFound(NotFound):
    """There is no such template: the code lists the ones that exist."""

    title = "No such template"


class StaleTemplate(PreconditionFailed):
    """The template has moved on since the caller read it."""

    title = "The template was changed since you read it"
