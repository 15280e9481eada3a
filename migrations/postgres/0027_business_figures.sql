-- migrate:up

-- What the business counts, right after any restart (decision 0076). A trigger counts in the
-- statement that makes the change: rolled back with it, and never twice. It only ever inserts, so no
-- two changes wait for each other; save_figures folds the rows into the totals, and whoever reads
-- adds both. Totals only grow: they outlive the rows that were counted.
CREATE TABLE figure_totals (
    figure text,
    channel text NOT NULL DEFAULT '',
    outcome text NOT NULL DEFAULT '',
    total bigint NOT NULL CHECK (total >= 0),
    PRIMARY KEY (figure, channel, outcome)
);
CREATE TABLE figure_changes (
    figure text NOT NULL,
    outcome text NOT NULL,
    amount bigint NOT NULL
);
-- Which batches from Redis are counted already: one that comes again changes nothing.
CREATE TABLE figure_batches (
    id uuid PRIMARY KEY,
    saved_at timestamptz NOT NULL DEFAULT now()
);

CREATE VIEW figures AS
SELECT figure, channel, outcome, sum(total)::bigint AS total
FROM (
    SELECT figure, channel, outcome, total FROM figure_totals
    UNION ALL
    SELECT figure, '', outcome, amount FROM figure_changes
) AS counted
GROUP BY figure, channel, outcome;

CREATE FUNCTION figures_of_users() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_changes (figure, outcome, amount)
    SELECT 'signups', '', count(*) FROM added HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION figures_of_enrollments() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO figure_changes (figure, outcome, amount)
        SELECT 'enrollments', 'made', count(*) FROM added HAVING count(*) > 0;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO figure_changes (figure, outcome, amount)
        SELECT 'enrollments',
               CASE WHEN changed.ended_because IS NULL THEN 'cancelled' ELSE 'ended' END, count(*)
        FROM changed JOIN before USING (id)
        WHERE changed.cancelled_at IS NOT NULL AND before.cancelled_at IS NULL
        GROUP BY 2;
    ELSE
        -- With their person: no longer active, and neither cancelled nor ended.
        INSERT INTO figure_changes (figure, outcome, amount)
        SELECT 'enrollments', 'removed', count(*) FROM before
        WHERE cancelled_at IS NULL HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END $$;

-- What was there before is counted while writers wait: a second for a million rows.
LOCK TABLE users, enrollments IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO figure_totals (figure, outcome, total)
SELECT 'signups', '', count(*) FROM users
UNION ALL
SELECT 'enrollments', 'made', count(*) FROM enrollments
UNION ALL
SELECT 'enrollments', 'cancelled', count(*) FROM enrollments
WHERE cancelled_at IS NOT NULL AND ended_because IS NULL
UNION ALL
SELECT 'enrollments', 'ended', count(*) FROM enrollments WHERE ended_because IS NOT NULL
UNION ALL
SELECT 'enrollments', 'removed', 0;
-- From 0, so that Prometheus sees the first one of each kind as an increase.
INSERT INTO figure_totals (figure, channel, outcome, total)
SELECT 'notifications', channel, outcome, 0
FROM unnest(ARRAY['email', 'push', 'sms', 'in_app']) AS channel,
     unnest(ARRAY['requested', 'delivered', 'bounced', 'failed', 'suppressed']) AS outcome;

CREATE TRIGGER figures_of_users AFTER INSERT ON users
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION figures_of_users();
CREATE TRIGGER figures_of_enrollments_made AFTER INSERT ON enrollments
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION figures_of_enrollments();
CREATE TRIGGER figures_of_enrollments_changed AFTER UPDATE ON enrollments
    REFERENCING OLD TABLE AS before NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION figures_of_enrollments();
CREATE TRIGGER figures_of_enrollments_removed AFTER DELETE ON enrollments
    REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION figures_of_enrollments();

-- The exporter next to PostgreSQL reads as this role.
GRANT SELECT ON figures TO pg_monitor;

-- migrate:down
DROP TRIGGER figures_of_enrollments_removed ON enrollments;
DROP TRIGGER figures_of_enrollments_changed ON enrollments;
DROP TRIGGER figures_of_enrollments_made ON enrollments;
DROP TRIGGER figures_of_users ON users;
DROP FUNCTION figures_of_enrollments();
DROP FUNCTION figures_of_users();
DROP VIEW figures;
DROP TABLE figure_batches;
DROP TABLE figure_changes;
DROP TABLE figure_totals;
