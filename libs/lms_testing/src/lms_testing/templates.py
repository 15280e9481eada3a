"""The promises of the templates' store, on the fake Redis of unit tests and on a real one."""

from __future__ import annotations

from collections.abc import Collection

from lms_kernel import request_scope
from lms_letters import check_words
from lms_templates import (
    LanguageChanges,
    Template,
    TemplateChanges,
    WordsChanges,
    templates,
)
from lms_testing._actors import actor

ADMIN = actor("admin")


def spanish(subject: str) -> TemplateChanges:
    """Return the changes that replace the Spanish subject."""
    return TemplateChanges(words=LanguageChanges(es=WordsChanges(subject=subject)))


async def change(
    template_id: str, changes: TemplateChanges, versions: Collection[int] | None = None
) -> Template:
    """Change a template in a request of an administrator."""
    async with request_scope(function="update_template") as context:
        context.actor = ADMIN
        return await templates().update(template_id, changes, check=check_words, versions=versions)


async def reset(template_id: str, versions: Collection[int] | None = None) -> None:
    """Reset a template in a request of an administrator."""
    async with request_scope(function="reset_template") as context:
        context.actor = ADMIN
        await templates().reset(template_id, versions=versions)
