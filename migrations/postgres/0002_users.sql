-- migrate:up
-- People and their passwords. The address is stored trimmed and in lower case (lms_kernel's
-- normalize_email), so that plain uniqueness is uniqueness without regard to case.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text NOT NULL CONSTRAINT users_email_key UNIQUE,
    name text NOT NULL,
    role text NOT NULL DEFAULT 'student' CHECK (role IN ('student', 'instructor', 'admin')),
    active boolean NOT NULL DEFAULT true,
    password_hash text NOT NULL,
    -- Grows by one with every change that the person or an admin makes.
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX users_newest_idx ON users (created_at DESC, id DESC);
CREATE INDEX users_search_idx ON users USING gin ((name || ' ' || email) gin_trgm_ops);
CREATE INDEX users_admins_idx ON users (id) WHERE role = 'admin' AND active;

-- migrate:down
-- The extension stays: others use it.
DROP TABLE users;
