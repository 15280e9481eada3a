-- migrate:up transaction:false

-- Whether the reader of a lesson has a seat is looked up by the slug of its course (decision 0080).
CREATE INDEX CONCURRENTLY catalog_slug ON catalog (slug) WHERE deleted_at IS NULL;

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY catalog_slug;
