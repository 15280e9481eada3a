-- migrate:up
-- The audit trail is a chain (decision 0073): each entry has the next position and the SHA-256 of its
-- own fields and of the entry before. `python -m tools.audit verify` computes all of it again, in a
-- program of its own.
LOCK TABLE audit_trail IN ACCESS EXCLUSIVE MODE;
ALTER TABLE audit_trail
    ADD COLUMN request_id text NOT NULL DEFAULT '',
    ADD COLUMN position bigint,
    ADD COLUMN salt bytea,
    ADD COLUMN data_hash bytea,
    ADD COLUMN previous_hash bytea,
    ADD COLUMN hash bytea,
    ALTER COLUMN recorded_at SET DEFAULT clock_timestamp(),
    ALTER COLUMN data DROP NOT NULL;

-- Fields that cannot run into each other: each with its length in front (D. J. Bernstein,
-- "Netstrings", 1997).
CREATE FUNCTION audit_netstrings(VARIADIC fields text[]) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT convert_to(string_agg(octet_length(convert_to(field, 'UTF8')) || ':' || field || ',',
                                 '' ORDER BY place), 'UTF8')
    FROM unnest(fields) WITH ORDINALITY AS each(field, place)
$$;

-- Microseconds since 1970; PostgreSQL keeps no less.
CREATE FUNCTION audit_moment(moment timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT trunc(extract(epoch FROM moment) * 1000000)::text
$$;

-- The data is in the chain by a salted hash only, so that what it says of a person can be erased and
-- cannot be guessed afterwards. The text of a jsonb value is canonical: keys are sorted and unique.
CREATE FUNCTION audit_seal(entry audit_trail, head audit_trail) RETURNS audit_trail
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    entry.position := coalesce(head.position, 0) + 1;
    entry.previous_hash := coalesce(head.hash, '\x');
    entry.salt := uuid_send(gen_random_uuid());
    entry.data_hash := sha256(audit_netstrings(encode(entry.salt, 'hex'), entry.data::text));
    entry.hash := sha256(audit_netstrings(
        'audit_trail.v1', entry.position::text, entry.id, entry.source, entry.type, entry.subject,
        entry.actor_id, entry.actor_role, entry.trace_id, entry.request_id,
        audit_moment(entry.happened_at), audit_moment(entry.recorded_at),
        encode(entry.data_hash, 'hex'), encode(entry.previous_hash, 'hex')
    ));
    RETURN entry;
END
$$;

DO $$
DECLARE
    entry audit_trail;
    head audit_trail;
BEGIN
    FOR entry IN SELECT * FROM audit_trail ORDER BY recorded_at, id LOOP
        head := audit_seal(entry, head);
        UPDATE audit_trail SET position = head.position, salt = head.salt, data_hash = head.data_hash,
            previous_hash = head.previous_hash, hash = head.hash
        WHERE id = head.id;
    END LOOP;
END
$$;

ALTER TABLE audit_trail
    ALTER COLUMN position SET NOT NULL,
    ALTER COLUMN data_hash SET NOT NULL,
    ALTER COLUMN previous_hash SET NOT NULL,
    ALTER COLUMN hash SET NOT NULL;
CREATE UNIQUE INDEX audit_trail_position_idx ON audit_trail (position);
-- What administrators look for, latest first.
DROP INDEX audit_trail_subject_idx, audit_trail_actor_idx;
CREATE INDEX audit_trail_subject_idx ON audit_trail (subject, position DESC);
CREATE INDEX audit_trail_actor_idx ON audit_trail (actor_id, position DESC);
CREATE INDEX audit_trail_type_idx ON audit_trail (type, position DESC);
CREATE INDEX audit_trail_happened_idx ON audit_trail (happened_at);
CREATE INDEX audit_trail_trace_idx ON audit_trail (trace_id) WHERE trace_id <> '';
CREATE INDEX audit_trail_request_idx ON audit_trail (request_id) WHERE request_id <> '';

-- One writer after the other, from here to its commit: whoever waits sees the entry before. A trigger
-- runs before ON CONFLICT looks, so it is here that a repeated entry is left out.
CREATE FUNCTION audit_trail_append() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    head audit_trail;
BEGIN
    PERFORM pg_advisory_xact_lock('audit_trail'::regclass::bigint);
    PERFORM FROM audit_trail WHERE id = NEW.id;
    IF FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO head FROM audit_trail ORDER BY position DESC LIMIT 1;
    NEW.recorded_at := clock_timestamp();
    RETURN audit_seal(NEW, head);
END
$$;
CREATE TRIGGER audit_trail_append BEFORE INSERT ON audit_trail
    FOR EACH ROW EXECUTE FUNCTION audit_trail_append();

-- Nobody changes an entry, the owner of the table included; but its data may be erased.
CREATE FUNCTION audit_trail_refuse() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.data IS NULL AND NEW.salt IS NULL
            AND to_jsonb(NEW) - '{data,salt}'::text[] = to_jsonb(OLD) - '{data,salt}'::text[] THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit_trail is append-only: % is refused', TG_OP USING ERRCODE = '42501';
END
$$;
CREATE TRIGGER audit_trail_keep BEFORE UPDATE OR DELETE ON audit_trail
    FOR EACH ROW EXECUTE FUNCTION audit_trail_refuse();
CREATE TRIGGER audit_trail_keep_all BEFORE TRUNCATE ON audit_trail
    FOR EACH STATEMENT EXECUTE FUNCTION audit_trail_refuse();
ALTER TABLE audit_trail
    ENABLE ALWAYS TRIGGER audit_trail_append,
    ENABLE ALWAYS TRIGGER audit_trail_keep,
    ENABLE ALWAYS TRIGGER audit_trail_keep_all;

-- Functions add and read. The role exists wherever migrations run as another one.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'learning') THEN
        REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER ON audit_trail FROM learning;
    END IF;
END
$$;

-- migrate:down
DROP TRIGGER audit_trail_append ON audit_trail;
DROP TRIGGER audit_trail_keep ON audit_trail;
DROP TRIGGER audit_trail_keep_all ON audit_trail;
DROP FUNCTION audit_trail_append;
DROP FUNCTION audit_trail_refuse;
DROP FUNCTION audit_seal;
DROP FUNCTION audit_moment;
DROP FUNCTION audit_netstrings;
DROP INDEX audit_trail_happened_idx, audit_trail_type_idx, audit_trail_trace_idx,
    audit_trail_request_idx, audit_trail_subject_idx, audit_trail_actor_idx;
CREATE INDEX audit_trail_subject_idx ON audit_trail (subject, happened_at DESC);
CREATE INDEX audit_trail_actor_idx ON audit_trail (actor_id, happened_at DESC);
UPDATE audit_trail SET data = '{}' WHERE data IS NULL;
ALTER TABLE audit_trail
    DROP COLUMN request_id,
    DROP COLUMN position,
    DROP COLUMN salt,
    DROP COLUMN data_hash,
    DROP COLUMN previous_hash,
    DROP COLUMN hash,
    ALTER COLUMN recorded_at SET DEFAULT now(),
    ALTER COLUMN data SET NOT NULL;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'learning') THEN
        GRANT UPDATE, DELETE ON audit_trail TO learning;
    END IF;
END
$$;
