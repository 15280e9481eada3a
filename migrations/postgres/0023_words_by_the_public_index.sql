-- migrate:up transaction:false

-- catalog_public does its work, also for functions of the release before. With both, the planner
-- might take conditions apart that one index answers together.
DROP INDEX CONCURRENTLY catalog_document;

-- migrate:down transaction:false
CREATE INDEX CONCURRENTLY catalog_document ON catalog USING gin (document);
