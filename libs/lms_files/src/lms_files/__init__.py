"""Files: what people keep here, for which purpose, and which courses use it."""

from __future__ import annotations

from lms_files._events import CourseChange, FileDeleted, FileStored
from lms_files._model import (
    COVER_WIDTHS,
    ContentType,
    Cover,
    CoverQuery,
    DeletedFile,
    File,
    FileName,
    NewFile,
    key_of,
    resized_key,
)
from lms_files._purposes import MOST_BYTES, Purpose, Rule, check, purposes
from lms_files._store import PostgresFiles, files
from lms_files._uses import (
    NO_FILES,
    UNUSED_AFTER,
    CourseFiles,
    FileSelection,
    FileSum,
    FileUse,
    ListedFile,
    OwnFiles,
    PurposeUsage,
)
from lms_files.errors import (
    FileGone,
    FileHandedIn,
    FileNotFound,
    OwnerUnknown,
    QuotaExceeded,
)

__all__ = [
    "COVER_WIDTHS",
    "MOST_BYTES",
    "NO_FILES",
    "UNUSED_AFTER",
    "ContentType",
    "CourseChange",
    "CourseFiles",
    "Cover",
    "CoverQuery",
    "DeletedFile",
    "File",
    "FileDeleted",
    "FileGone",
    "FileHandedIn",
    "FileName",
    "FileNotFound",
    "FileSelection",
    "FileStored",
    "FileSum",
    "FileUse",
    "ListedFile",
    "NewFile",
    "OwnFiles",
    "OwnerUnknown",
    "PostgresFiles",
    "Purpose",
    "PurposeUsage",
    "QuotaExceeded",
    "Rule",
    "check",
    "files",
    "key_of",
    "purposes",
    "resized_key",
]
