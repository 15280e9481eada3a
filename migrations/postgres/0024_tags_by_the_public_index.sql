-- migrate:up transaction:false

-- Like catalog_document: catalog_public has the tags.
DROP INDEX CONCURRENTLY catalog_tags;

-- migrate:down transaction:false
CREATE INDEX CONCURRENTLY catalog_tags ON catalog USING gin (tags) WHERE deleted_at IS NULL;
