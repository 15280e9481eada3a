-- migrate:up

-- In the order in which the statements of lms_progress lock them.
-- Both are null until the learner has done something: a grade may come first.
ALTER TABLE course_progress
    ALTER COLUMN last_lesson_id DROP NOT NULL,
    ALTER COLUMN updated_at DROP NOT NULL;
-- A lesson that a result completed is a fact, but no act of the learner: those are the attempt and
-- the submission (decision 0097).
ALTER TABLE lesson_completions ADD COLUMN is_by_result boolean NOT NULL DEFAULT false;

-- migrate:down
UPDATE course_progress SET last_lesson_id = coalesce(last_lesson_id, ''),
                           updated_at = coalesce(updated_at, now())
WHERE last_lesson_id IS NULL OR updated_at IS NULL;
ALTER TABLE course_progress
    ALTER COLUMN last_lesson_id SET NOT NULL,
    ALTER COLUMN updated_at SET NOT NULL;
ALTER TABLE lesson_completions DROP COLUMN is_by_result;
