-- migrate:up

-- Those who learned before there were reports have none: rebuild_reports makes them from the facts,
-- and with them the progress that lists show (decision 0088). The outbox brings the request to it,
-- however often the broker or the function is killed. Where nobody learns there is nothing to make.
INSERT INTO outbox (id, envelope)
SELECT request.id, jsonb_build_object(
    'specversion', '1.0',
    'id', request.id,
    'source', '/functions/platform',
    'type', 'org.learning.replay.requested.v1',
    'subject', 'reports',
    'time', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'datacontenttype', 'application/json',
    'dataschema', 'https://learning.org/schemas/org.learning.replay.requested.v1.json',
    'data', jsonb_build_object('after', NULL))
FROM (SELECT gen_random_uuid() AS id) AS request
WHERE EXISTS (SELECT FROM enrollments);

-- migrate:down
-- Reports that were made again are right, and stay; after this, the next `up` requests them once more.
SELECT;
