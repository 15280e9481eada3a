-- migrate:up

-- Where each learner of a course stands, for whoever teaches it (decision 0088): a projection of
-- seats, completions, attempts and grades, which may be made again from them at any time.
CREATE TABLE learner_reports (
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- No foreign key: courses are in MongoDB.
    course_id uuid NOT NULL,
    -- The newest seat; the row stays when it is given back.
    enrollment_id uuid NOT NULL,
    enrolled_at timestamptz NOT NULL,
    is_enrolled boolean NOT NULL,
    completed_lessons text[] NOT NULL,
    -- By the ids of lessons: how many percent, whether that is a pass, points and how many there are.
    grades jsonb NOT NULL CHECK (jsonb_typeof(grades) = 'object'),
    -- Of facts; where somebody is in a video without completing it only course_progress knows.
    last_activity_at timestamptz,
    completed_at timestamptz,
    PRIMARY KEY (course_id, user_id)
);
CREATE INDEX learner_reports_user_idx ON learner_reports (user_id);

-- migrate:down
DROP TABLE learner_reports;
