-- migrate:up
-- Walks the learners of one course by their ids, from any point: an announcement to all of them
-- is made in steps. A million rows are indexed in seconds, during which claims wait.
CREATE INDEX enrollments_learners_idx ON enrollments (course_id, user_id)
WHERE cancelled_at IS NULL;

-- migrate:down
DROP INDEX enrollments_learners_idx;
