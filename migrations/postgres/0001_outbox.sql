-- migrate:up
-- Events committed together with their change; relay_outbox publishes what a crash left behind.
CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    envelope jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX outbox_created_at_idx ON outbox (created_at, id);

-- migrate:down
DROP TABLE outbox;
