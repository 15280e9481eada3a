-- migrate:up

-- What learners handed in for exercises: every version is a row of its own, and no row changes.
-- course_id has no foreign key: courses are in MongoDB. Titles and points are those of that day.
CREATE TABLE submissions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    course_id uuid NOT NULL,
    lesson_id text NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    course_title text NOT NULL,
    lesson_title text NOT NULL,
    text text NOT NULL,
    file_ids uuid[] NOT NULL DEFAULT '{}',
    max_points integer NOT NULL CHECK (max_points >= 1),
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (text <> '' OR cardinality(file_ids) > 0)
);
-- Two versions that are handed in in the same moment count the same ones before them: one of them
-- fails here, and counts again.
CREATE UNIQUE INDEX submissions_version_key ON submissions (user_id, course_id, lesson_id, version);
CREATE INDEX submissions_user_idx ON submissions (user_id, created_at DESC, id DESC);
CREATE INDEX submissions_course_idx ON submissions (course_id, created_at DESC, id DESC);

-- Grades are facts, too: the newest one counts, and the earlier ones stay.
CREATE TABLE submission_grades (
    id uuid PRIMARY KEY,
    submission_id uuid NOT NULL REFERENCES submissions (id),
    grader_id uuid NOT NULL,
    points integer NOT NULL CHECK (points >= 0),
    comment text NOT NULL,
    is_passed boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX submission_grades_newest_idx
ON submission_grades (submission_id, created_at DESC, id DESC);

-- migrate:down
DROP TABLE submission_grades;
DROP TABLE submissions;
