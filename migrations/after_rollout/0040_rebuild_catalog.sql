-- migrate:up

-- Which files courses refer to is unknown of those that nobody has changed since: rebuild_catalog
-- reads it from the documents, batch by batch (decision 0094). The catalog comes with it, and is the
-- same afterwards. Where nobody has a file there is nothing to find out.
INSERT INTO outbox (id, envelope)
SELECT request.id, jsonb_build_object(
    'specversion', '1.0',
    'id', request.id,
    'source', '/functions/platform',
    'type', 'org.learning.rebuild.requested.v1',
    'subject', 'catalog',
    'time', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'datacontenttype', 'application/json',
    'dataschema', 'https://learning.org/schemas/org.learning.rebuild.requested.v1.json',
    'data', jsonb_build_object('after', NULL))
FROM (SELECT gen_random_uuid() AS id) AS request
WHERE EXISTS (SELECT FROM files);

-- migrate:down
-- What was found out is right, and stays; after this, the next `up` requests it once more.
SELECT;
