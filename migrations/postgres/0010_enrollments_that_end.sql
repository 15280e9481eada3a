-- migrate:up
-- An enrollment ends with its course. To functions of the release before it is cancelled: they count
-- seats by cancelled_at, and know no third status.
ALTER TABLE enrollments
    ADD COLUMN ended_because text CHECK (ended_because IN ('course-deleted')),
    ADD CONSTRAINT enrollments_ended_check
        CHECK (ended_because IS NULL OR cancelled_at IS NOT NULL);

-- migrate:down
ALTER TABLE enrollments DROP COLUMN ended_because;
