"""The catalog: the read model that lists, searches, filters and facets all courses."""

from __future__ import annotations

from lms_catalog._cache import PageCache, browse, browse_encoded, page_cache
from lms_catalog._events import RebuildRequested
from lms_catalog._model import (
    SUMMARY_LENGTH,
    Card,
    CardPrice,
    CatalogItem,
    CatalogPage,
    CatalogQuery,
    CourseAddress,
    Facets,
    FacetValue,
    Instructor,
    Sort,
)
from lms_catalog._reading import Bounds
from lms_catalog._reflect import reflect, show
from lms_catalog._store import PostgresCatalog, catalog
from lms_catalog._terms import Words, words
from lms_catalog._text import category_id, places, whole

__all__ = [
    "SUMMARY_LENGTH",
    "Bounds",
    "Card",
    "CardPrice",
    "CatalogItem",
    "CatalogPage",
    "CatalogQuery",
    "CourseAddress",
    "FacetValue",
    "Facets",
    "Instructor",
    "PageCache",
    "PostgresCatalog",
    "RebuildRequested",
    "Sort",
    "Words",
    "browse",
    "browse_encoded",
    "catalog",
    "category_id",
    "page_cache",
    "places",
    "reflect",
    "show",
    "whole",
    "words",
]
