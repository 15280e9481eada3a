-- migrate:up

-- What people uploaded; the bytes are in the object store, under a key made of purpose and id. A row
-- is there before its object, and goes after it.
CREATE TABLE files (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL REFERENCES users (id),
    purpose text NOT NULL
        CHECK (purpose IN ('lesson', 'video', 'captions', 'cover', 'submission')),
    name text NOT NULL,
    content_type text NOT NULL,
    bytes bigint NOT NULL CHECK (bytes > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    stored_at timestamptz,
    deleted_at timestamptz
);
CREATE INDEX files_owner_idx ON files (owner_id, created_at);
CREATE INDEX files_waiting_idx ON files (created_at)
    WHERE stored_at IS NULL AND deleted_at IS NULL;
CREATE INDEX files_deleted_idx ON files (deleted_at) WHERE deleted_at IS NOT NULL;

-- How much of a quota is used: changed in the statement that adds or deletes the file.
CREATE TABLE file_usage (
    owner_id uuid NOT NULL REFERENCES users (id),
    purpose text NOT NULL,
    files bigint NOT NULL CHECK (files >= 0),
    bytes bigint NOT NULL CHECK (bytes >= 0),
    PRIMARY KEY (owner_id, purpose)
);

-- migrate:down
DROP TABLE file_usage;
DROP TABLE files;
