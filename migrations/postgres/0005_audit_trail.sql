-- migrate:up
-- Every write by an instructor, an admin or a service, as the event that announced it.
-- The id is the event's (CloudEvents: any text), so that a redelivery finds its own row.
CREATE TABLE audit_trail (
    id text PRIMARY KEY,
    source text NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    actor_id text NOT NULL,
    actor_role text NOT NULL,
    trace_id text NOT NULL,
    data jsonb NOT NULL,
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audit_trail_subject_idx ON audit_trail (subject, happened_at DESC);
CREATE INDEX audit_trail_actor_idx ON audit_trail (actor_id, happened_at DESC);

-- migrate:down
DROP TABLE audit_trail;
