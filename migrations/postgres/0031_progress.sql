-- migrate:up

-- What learners have done (decision 0082): facts, which are inserted and never change. Lessons keep
-- the ids that their authors gave them; course_id has no foreign key, as in enrollments.
CREATE TABLE lesson_completions (
    user_id uuid NOT NULL REFERENCES users (id),
    course_id uuid NOT NULL,
    lesson_id text NOT NULL,
    completed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, course_id, lesson_id)
);
CREATE TABLE course_completions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    course_id uuid NOT NULL,
    completed_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, course_id)
);

CREATE FUNCTION refuse_to_change_facts() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are facts: they are neither changed nor deleted', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER lesson_completions_keep BEFORE UPDATE OR DELETE ON lesson_completions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_facts();
CREATE TRIGGER course_completions_keep BEFORE UPDATE OR DELETE ON course_completions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_facts();

-- Where each learner stands in each course: the facts once more, in one row that all writes of this
-- learner lock, and the lesson that was last open. completed maps lesson ids to times.
CREATE TABLE course_progress (
    user_id uuid NOT NULL REFERENCES users (id),
    course_id uuid NOT NULL,
    last_lesson_id text NOT NULL,
    completed jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(completed) = 'object'),
    completed_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, course_id)
);
CREATE TABLE lesson_positions (
    user_id uuid NOT NULL REFERENCES users (id),
    course_id uuid NOT NULL,
    lesson_id text NOT NULL,
    position_seconds integer NOT NULL CHECK (position_seconds >= 0),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, course_id, lesson_id)
);

-- The lessons of each course in reading order, for lists and reports; the course's document has them
-- first, and an older version never overwrites a newer one.
CREATE TABLE course_outlines (
    course_id uuid PRIMARY KEY,
    version integer NOT NULL,
    lesson_ids text[] NOT NULL,
    lesson_titles text[] NOT NULL,
    CHECK (cardinality(lesson_ids) = cardinality(lesson_titles))
);

-- Courses that were completed are a figure of the business (decision 0076).
CREATE FUNCTION figures_of_completions() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_changes (figure, outcome, amount)
    SELECT 'completions', '', count(*) FROM added HAVING count(*) > 0;
    RETURN NULL;
END
$$;
CREATE TRIGGER figures_of_completions AFTER INSERT ON course_completions
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION figures_of_completions();
INSERT INTO figure_totals (figure, total) VALUES ('completions', 0);

-- migrate:down
DELETE FROM figure_totals WHERE figure = 'completions';
DELETE FROM figure_changes WHERE figure = 'completions';
DROP TABLE course_outlines;
DROP TABLE lesson_positions;
DROP TABLE course_progress;
DROP TABLE course_completions;
DROP TABLE lesson_completions;
DROP FUNCTION refuse_to_change_facts;
DROP FUNCTION figures_of_completions;
