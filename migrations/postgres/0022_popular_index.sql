-- migrate:up transaction:false

-- The most popular courses first. Nobody waits while it is built; if that fails, drop the invalid
-- index and migrate again.
CREATE INDEX CONCURRENTLY seats_popular ON seats (taken DESC, course_id DESC) WHERE is_listed;

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY seats_popular;
