-- migrate:up

-- Quizzes as they were when somebody took them, each once, however many did: an attempt keeps the
-- questions that it began with, whatever the author changes afterwards. The digest is of the JSON.
CREATE TABLE quiz_versions (
    digest text PRIMARY KEY,
    quiz jsonb NOT NULL
);

-- Who took which quiz. A row changes until it has ended and never afterwards. course_id has no
-- foreign key: courses are in MongoDB, and what was learned outlives them.
CREATE TABLE quiz_attempts (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    course_id uuid NOT NULL,
    lesson_id text NOT NULL,
    -- Of this person in this lesson, from 1; an author's preview is no result and has 0.
    number integer NOT NULL CHECK (number >= 0),
    is_preview boolean NOT NULL GENERATED ALWAYS AS (number = 0) STORED,
    version text NOT NULL REFERENCES quiz_versions (digest),
    -- What ids and order are derived from; never shown.
    seed text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    deadline timestamptz CHECK (deadline > started_at),
    responses jsonb NOT NULL DEFAULT '[]',
    saved_at timestamptz,
    finished_at timestamptz CHECK (finished_at >= started_at),
    points integer CHECK (points BETWEEN 0 AND max_points),
    max_points integer,
    score_percent integer CHECK (score_percent BETWEEN 0 AND 100),
    is_passed boolean,
    -- What each response is worth: the facts of which statistics are made.
    marks jsonb,
    CHECK ((finished_at IS NULL) = (is_passed IS NULL)),
    CHECK ((finished_at IS NULL) = (score_percent IS NULL)),
    CHECK ((finished_at IS NULL) = (points IS NULL)),
    CHECK ((finished_at IS NULL) = (max_points IS NULL)),
    CHECK ((finished_at IS NULL) = (marks IS NULL))
);
-- Two starts in the same moment count the same attempts, so one of them fails here.
CREATE UNIQUE INDEX quiz_attempts_number_key
ON quiz_attempts (user_id, course_id, lesson_id, number);
CREATE UNIQUE INDEX quiz_attempts_one_open_key ON quiz_attempts (user_id, course_id, lesson_id)
WHERE finished_at IS NULL AND number > 0;
-- The list of a lesson's attempts, and the newest of them, for statistics.
CREATE INDEX quiz_attempts_lesson_idx
ON quiz_attempts (course_id, lesson_id, started_at DESC, id DESC) WHERE number > 0;
-- Which versions are still used, when one is to be removed.
CREATE INDEX quiz_attempts_version_idx ON quiz_attempts (version);

-- migrate:down
DROP TABLE quiz_attempts;
DROP TABLE quiz_versions;
