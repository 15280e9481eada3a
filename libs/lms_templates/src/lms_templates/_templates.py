"""Templates: the platform's own words, and what an administrator puts in their place.

What a template is for is a file of this package, ``words/<id>.toml``; its built-in words are one
file per language, ``words/<language>/<id>.toml``. An override holds only what differs from them, so
that a release can improve what nobody has touched.
"""

from __future__ import annotations

import functools
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from lms_kernel import DomainEvent
from lms_languages import LanguageCode, languages
from lms_preferences import MESSAGE_LENGTHS, Category, Channel, Language
from lms_templates.errors import TemplateNotFound

# A value of a variable, as an example of its kind.
Sample = str | int | list[dict[str, str]]


class TemplateUpdated(DomainEvent, frozen=True, kw_only=True):
    """An administrator changed words or channels; ``changed`` names what, like words.es.subject."""

    type: ClassVar[str] = "org.learning.template.updated.v1"

    template_id: str
    version: int
    changed: list[str]


class TemplateReset(DomainEvent, frozen=True, kw_only=True):
    """An administrator took back every override of a template."""

    type: ClassVar[str] = "org.learning.template.reset.v1"

    template_id: str
    version: int


class Words(msgspec.Struct, frozen=True):
    """The words of one language; ``short`` is what text messages and pushes say."""

    subject: str
    text: str
    short: str


class Footer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words below every mail: who sends it, and the names of two links."""

    platform: str
    preferences: str
    unsubscribe: str


class WordsChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Other words of one language: what is left out stays as it is."""

    subject: Annotated[str, Meta(max_length=MESSAGE_LENGTHS["subject"])] | UnsetType = UNSET
    text: Annotated[str, Meta(max_length=MESSAGE_LENGTHS["text"])] | UnsetType = UNSET
    short: Annotated[str, Meta(max_length=MESSAGE_LENGTHS["short"])] | UnsetType = UNSET

    def changes(self) -> dict[str, str]:
        """Return what is not left out, with line ends as they are stored."""
        given = msgspec.structs.asdict(self).items()
        return {name: text.replace("\r\n", "\n") for name, text in given if text is not UNSET}


class _ByLanguage(msgspec.Struct):
    """Other words by language; null takes the built-in ones again."""

    def changes(self) -> dict[Language, WordsChanges | None]:
        """Return what is not left out."""
        given = ((code, getattr(self, code)) for code in languages)
        return {code: each for code, each in given if each is not UNSET}


if TYPE_CHECKING:

    class LanguageChanges(_ByLanguage):
        """One field a language."""

        def __init__(self, **words: WordsChanges | None) -> None: ...
else:
    LanguageChanges = msgspec.defstruct(
        "LanguageChanges",
        [(code, WordsChanges | UnsetType | None, UNSET) for code in languages],
        bases=(_ByLanguage,),
        namespace={"__doc__": _ByLanguage.__doc__, "__module__": __name__},
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
    )


class TemplateChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an administrator changes of a template; what is left out stays as it is.

    ``channels`` are tried in this order; null takes the built-in order again.
    """

    words: LanguageChanges = LanguageChanges()
    channels: Annotated[list[Channel], Meta(min_length=1)] | UnsetType | None = UNSET


class Variable(msgspec.Struct, frozen=True):
    """A value that words may name, with an example; an optional one may be empty."""

    name: str
    sample: Sample
    is_optional: bool = False


class TemplateSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A template without its words; ``overridden`` are the languages that have other words."""

    id: str
    about: str
    category: Category
    variables: list[Variable]
    channels: list[Channel]
    has_fixed_channels: bool
    overridden: list[Language]
    version: int
    updated_at: datetime | None


class Template(TemplateSummary, frozen=True, kw_only=True):
    """A template as it is used; ``built_in`` are its words without any override."""

    words: dict[Language, Words]
    built_in: dict[Language, Words]

    def summary(self) -> TemplateSummary:
        """Leave out the words."""
        names = TemplateSummary.__struct_fields__
        return TemplateSummary(**{name: getattr(self, name) for name in names})


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """What replaces the built-in; one that was taken back still counts versions."""

    version: int = 1
    words: dict[Language, WordsChanges] = {}
    channels: list[Channel] | None = None
    updated_at: datetime | None = None


class BuiltIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A template as its files have it: what it is for, what it can name, all its words."""

    about: str
    category: Category
    channels: list[Channel]
    has_fixed_channels: bool = False
    variables: dict[str, Sample]
    optional: list[str] = []
    words: dict[Language, Words] = {}

    def under(self, override: Override, *, id: str) -> Template:  # noqa: A002 - the field's name
        """Return the template as it is used."""
        return Template(
            id=id,
            about=self.about,
            category=self.category,
            variables=[
                Variable(name, sample, name in self.optional)
                for name, sample in self.variables.items()
            ],
            channels=override.channels or self.channels,
            has_fixed_channels=self.has_fixed_channels,
            overridden=[each for each in languages if each in override.words],
            version=override.version,
            updated_at=override.updated_at,
            words={
                language: msgspec.structs.replace(words, **override.words[language].changes())
                if language in override.words
                else words
                for language, words in self.words.items()
            },
            built_in=self.words,
        )


@functools.cache
def template_ids() -> tuple[str, ...]:
    """Return the ids of all templates in alphabetical order."""
    names = (each.name for each in _words().iterdir() if each.is_file())
    return tuple(sorted(name.removesuffix(".toml") for name in names))


@functools.cache
def built_in(template_id: str) -> BuiltIn:
    """Return a template as its files have it, read once; raises TemplateNotFound."""
    if template_id not in template_ids():
        raise TemplateNotFound
    file = f"{template_id}.toml"
    template = msgspec.toml.decode(_words().joinpath(file).read_bytes(), type=BuiltIn)
    words = {
        code: msgspec.toml.decode(_words().joinpath(code, file).read_bytes(), type=Words)
        for code in languages
    }
    return msgspec.structs.replace(template, words=words)


@functools.cache
def footer(language: LanguageCode) -> Footer:
    """Return the words below every mail in a language, read once."""
    return msgspec.toml.decode(_words().joinpath(language, "footer.toml").read_bytes(), type=Footer)


def _words() -> Traversable:
    return files("lms_templates").joinpath("words")
