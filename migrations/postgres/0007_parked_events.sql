-- migrate:up
-- An event that the broker refuses is parked where it is: the functions of the release before
-- still see it as unpublished and try it again, which loses nothing. refusals counts how often it
-- was parked, and outlives its release. The next release may drop outbox_created_at_idx.
ALTER TABLE outbox
    ADD COLUMN parked_at timestamptz,
    ADD COLUMN refusal text NOT NULL DEFAULT '',
    ADD COLUMN refusals integer NOT NULL DEFAULT 0;
-- Thousands of parked events cost the relay nothing.
CREATE INDEX outbox_unpublished_idx ON outbox (created_at, id) WHERE parked_at IS NULL;
CREATE INDEX outbox_parked_idx ON outbox (parked_at DESC, id DESC) WHERE parked_at IS NOT NULL;

-- migrate:down
DROP INDEX outbox_parked_idx;
DROP INDEX outbox_unpublished_idx;
ALTER TABLE outbox DROP COLUMN parked_at, DROP COLUMN refusal, DROP COLUMN refusals;
