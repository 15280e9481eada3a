-- migrate:up

-- Covers that arrived before resize_cover, or while functions of both releases ran, have no other
-- sizes: what the former functions announced has no purpose that a trigger could filter by. It is
-- announced again, for resize_cover alone; until then the originals are shown (decision 0092).
INSERT INTO outbox (id, envelope)
SELECT event.id, jsonb_build_object(
    'specversion', '1.0',
    'id', event.id,
    'source', '/functions/platform',
    'type', 'org.learning.file.stored.v1',
    'subject', event.file_id,
    'time', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'datacontenttype', 'application/json',
    'dataschema', 'https://learning.org/schemas/org.learning.file.stored.v1.json',
    'purpose', 'cover',
    'data', jsonb_build_object(
        'file_id', event.file_id,
        'owner_id', event.owner_id,
        'purpose', 'cover',
        'content_type', event.content_type,
        'bytes', event.bytes))
FROM (
    SELECT gen_random_uuid() AS id, files.id AS file_id, owner_id, content_type, bytes
    FROM files
    WHERE purpose = 'cover' AND stored_at IS NOT NULL AND deleted_at IS NULL AND widths IS NULL
) AS event;

-- migrate:down
-- Sizes that were made are right, and stay; after this, the next `up` requests those that are missing.
SELECT;
