"""Files: what people upload, for which purpose, and the links to it."""

from __future__ import annotations

from lms_files._collecting import collect
from lms_files._completing import complete
from lms_files._events import CourseChange, FileDeleted, FileStored
from lms_files._links import Link, cover_link, link_of, links, upload_of
from lms_files._model import (
    COVER_WIDTHS,
    ContentType,
    Cover,
    CoverQuery,
    File,
    FileName,
    FileWithLink,
    NewFile,
    NewUpload,
    key_of,
    resized_key,
)
from lms_files._purposes import Purpose, Rule, check, purposes
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
    FileHandedIn,
    FileNotFound,
    FileRefused,
    NotUploaded,
    OwnerUnknown,
    QuotaExceeded,
)

__all__ = [
    "COVER_WIDTHS",
    "NO_FILES",
    "UNUSED_AFTER",
    "ContentType",
    "CourseChange",
    "CourseFiles",
    "Cover",
    "CoverQuery",
    "File",
    "FileDeleted",
    "FileHandedIn",
    "FileName",
    "FileNotFound",
    "FileRefused",
    "FileSelection",
    "FileStored",
    "FileSum",
    "FileUse",
    "FileWithLink",
    "Link",
    "ListedFile",
    "NewFile",
    "NewUpload",
    "NotUploaded",
    "OwnFiles",
    "OwnerUnknown",
    "PostgresFiles",
    "Purpose",
    "PurposeUsage",
    "QuotaExceeded",
    "Rule",
    "check",
    "collect",
    "complete",
    "cover_link",
    "files",
    "key_of",
    "link_of",
    "links",
    "purposes",
    "resized_key",
    "upload_of",
]
