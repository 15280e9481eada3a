-- migrate:up
-- Seats of a course. The catalog writes capacity (null = unlimited), enrollments claim and free.
-- A lowered capacity may fall below what is taken: nobody loses a seat, nobody else gets one.
CREATE TABLE seats (
    course_id uuid PRIMARY KEY,
    capacity integer CHECK (capacity >= 0),
    taken integer NOT NULL DEFAULT 0 CHECK (taken >= 0)
);

-- course_id has no foreign key: the catalog is a projection that may be rebuilt at any time.
CREATE TABLE enrollments (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    course_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    cancelled_at timestamptz CHECK (cancelled_at >= created_at),
    status text NOT NULL GENERATED ALWAYS AS (
        CASE WHEN cancelled_at IS NULL THEN 'active' ELSE 'cancelled' END
    ) STORED
);
CREATE UNIQUE INDEX enrollments_one_active_key ON enrollments (user_id, course_id)
WHERE cancelled_at IS NULL;
CREATE INDEX enrollments_user_idx ON enrollments (user_id, created_at DESC, id DESC);
CREATE INDEX enrollments_course_idx ON enrollments (course_id, created_at DESC, id DESC);

-- migrate:down
DROP TABLE enrollments;
DROP TABLE seats;
