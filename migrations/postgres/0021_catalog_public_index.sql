-- migrate:up transaction:false

-- Every public search by words, words of the title, tags and filters, in any combination: what one
-- term has few of, no other term makes many. Nobody waits while it is built; if that fails, drop the
-- invalid index and migrate again.
CREATE INDEX CONCURRENTLY catalog_public ON catalog USING gin (
    document, ts_filter(document, '{a}'), tags,
    catalog_facts(category_id, level, language, owner_id) COLLATE "C"
) WHERE status = 'published' AND deleted_at IS NULL;

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY catalog_public;
