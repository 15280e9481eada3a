"""Templates of the platform's letters: the built-in words, and what administrators replace."""

from __future__ import annotations

from lms_templates._store import RedisTemplates, WordsCheck, templates
from lms_templates._templates import (
    Footer,
    LanguageChanges,
    Override,
    Sample,
    Template,
    TemplateChanges,
    TemplateReset,
    TemplateSummary,
    TemplateUpdated,
    Variable,
    Words,
    WordsChanges,
    footer,
    template_ids,
)
from lms_templates.errors import StaleTemplate, TemplateNotFound

__all__ = [
    "Footer",
    "LanguageChanges",
    "Override",
    "RedisTemplates",
    "Sample",
    "StaleTemplate",
    "Template",
    "TemplateChanges",
    "TemplateNotFound",
    "TemplateReset",
    "TemplateSummary",
    "TemplateUpdated",
    "Variable",
    "Words",
    "WordsChanges",
    "WordsCheck",
    "footer",
    "template_ids",
    "templates",
]
