"""The statements of files: each change, what it does to the quota, and its event are one.

Order of locks in every statement: rows of ``files`` first, then ``file_usage``. A new file locks
none of the former.
"""

from __future__ import annotations

SHOWN = "id, owner_id, purpose, name, content_type, bytes, created_at, stored_at"

# A write that waited for the row of file_usage sees its newest numbers when it goes on, so the
# condition holds at the moment of the change.
ADD = f"""
WITH usage AS (
    INSERT INTO file_usage AS kept (owner_id, purpose, files, bytes)
    SELECT id, %(purpose)s, 1, %(bytes)s FROM users
    WHERE id = %(owner_id)s AND NOT EXISTS (SELECT 1 FROM files WHERE id = %(id)s)
    ON CONFLICT (owner_id, purpose) DO UPDATE
    SET files = kept.files + 1, bytes = kept.bytes + excluded.bytes
    WHERE kept.bytes + excluded.bytes <= %(quota_bytes)s AND kept.files < %(quota_files)s
    RETURNING owner_id
)
INSERT INTO files (id, owner_id, purpose, name, content_type, bytes)
SELECT %(id)s, owner_id, %(purpose)s, %(name)s, %(content_type)s, %(bytes)s FROM usage
RETURNING {SHOWN}
"""  # noqa: S608 - put together from constants

# Why a file was not added.
NOT_ADDED = """
SELECT EXISTS (SELECT 1 FROM users WHERE id = %(owner_id)s) AS has_account,
       EXISTS (SELECT 1 FROM files WHERE id = %(id)s AND deleted_at IS NOT NULL) AS is_gone
"""

FIND = f"""
SELECT {SHOWN} FROM files WHERE id = %(id)s AND deleted_at IS NULL
"""  # noqa: S608 - put together from constants

STORE = f"""
WITH stored AS (
    UPDATE files SET stored_at = now()
    WHERE id = %(id)s AND stored_at IS NULL AND deleted_at IS NULL
    RETURNING {SHOWN}
), event AS (
    INSERT INTO outbox (id, envelope) SELECT %(event_id)s::uuid, %(envelope)s FROM stored
    RETURNING envelope
)
SELECT stored.*, event.envelope FROM stored CROSS JOIN event
"""  # noqa: S608 - put together from constants

GONE_FROM_USAGE = """
UPDATE file_usage AS kept SET files = kept.files - less.files, bytes = kept.bytes - less.bytes
FROM (
    SELECT owner_id, purpose, count(*) AS files, sum(bytes) AS bytes
    FROM gone GROUP BY owner_id, purpose
) AS less
WHERE kept.owner_id = less.owner_id AND kept.purpose = less.purpose
"""

# A write that waited for the file's row sees in it whether the file was handed in meanwhile: when
# a deletion and a hand-in come at the same moment, the second one loses.
_GONE = f"""
WITH gone AS (
    UPDATE files SET deleted_at = now()
    WHERE id = %(id)s AND deleted_at IS NULL AND (handed_in_at IS NULL OR %(also_handed_in)s)
    RETURNING id, owner_id, purpose, bytes
), usage AS ({GONE_FROM_USAGE})
"""  # noqa: S608 - put together from constants

DISCARD = f"{_GONE} SELECT id FROM gone"  # noqa: S608 - put together from constants

DELETE = f"""
{_GONE}
INSERT INTO outbox (id, envelope) SELECT %(event_id)s::uuid, %(envelope)s FROM gone
RETURNING envelope
"""  # noqa: S608 - put together from constants

# Of a course or a submission: its owner's files, and those that an admin put there.
LINKED = f"""
SELECT {SHOWN} FROM files
WHERE id = ANY(%(ids)s::uuid[]) AND stored_at IS NOT NULL AND deleted_at IS NULL
  AND (owner_id = %(owner)s
       OR EXISTS (SELECT 1 FROM users WHERE users.id = files.owner_id AND role = 'admin'))
"""  # noqa: S608 - put together from constants

# Of a course that everybody may see: its owner's, or one that an admin put there.
COVER = f"""
SELECT {", ".join(f"files.{each}" for each in SHOWN.split(", "))}, files.widths
FROM catalog JOIN files ON files.id = catalog.cover_file_id
WHERE catalog.course_id = %(course_id)s AND catalog.status = 'published'
  AND catalog.deleted_at IS NULL AND files.purpose = 'cover'
  AND files.stored_at IS NOT NULL AND files.deleted_at IS NULL
  AND (files.owner_id = catalog.owner_id
       OR EXISTS (SELECT 1 FROM users WHERE users.id = files.owner_id AND role = 'admin'))
"""  # noqa: S608 - put together from constants

# A row that is gone by now needs none.
NOTE_WIDTHS = "UPDATE files SET widths = %(widths)s::smallint[] WHERE id = %(id)s"

ABANDON = f"""
WITH gone AS (
    UPDATE files SET deleted_at = now()
    WHERE id IN (
        SELECT id FROM files
        WHERE stored_at IS NULL AND deleted_at IS NULL AND created_at < %(before)s
        ORDER BY created_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    )
    RETURNING id, owner_id, purpose, bytes
), usage AS ({GONE_FROM_USAGE})
SELECT id FROM gone
"""  # noqa: S608 - put together from constants

DELETED = """
SELECT id, purpose, widths FROM files
WHERE deleted_at < %(before)s ORDER BY deleted_at LIMIT %(limit)s
"""

FORGET = "DELETE FROM files WHERE id = ANY(%(ids)s::uuid[]) AND deleted_at IS NOT NULL"
