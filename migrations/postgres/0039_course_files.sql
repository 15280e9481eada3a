-- migrate:up

-- Which files a course refers to: a projection of the documents in MongoDB (decision 0094), by which
-- lists say whether a file is used. An older version never overwrites a newer one; a course that is
-- gone refers to none.
CREATE TABLE course_files (
    course_id uuid PRIMARY KEY,
    version integer NOT NULL,
    owner_id uuid NOT NULL,
    title text NOT NULL,
    file_ids uuid[] NOT NULL
);
CREATE INDEX course_files_owner_idx ON course_files (owner_id);

-- When a course last ceased to refer to a file: what was taken out by mistake is not removed at once.
ALTER TABLE files ADD COLUMN released_at timestamptz;

-- migrate:down
ALTER TABLE files DROP COLUMN released_at;
DROP TABLE course_files;
