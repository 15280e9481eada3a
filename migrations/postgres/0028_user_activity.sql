-- migrate:up

-- The last day (UTC) on which each person signed in or renewed a session: one row a person, so that
-- a count of rows is a count of people. It goes with the person, or after 30 days without a sign-in.
CREATE TABLE user_activity (
    user_id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    last_day date NOT NULL
);
CREATE INDEX user_activity_day_idx ON user_activity (last_day);

-- How many people were active today, in the last 7 days and in the last 30, today included.
CREATE VIEW active_users AS
SELECT counted.period, counted.users
FROM (
    SELECT count(*) FILTER (WHERE last_day >= today) AS day,
           count(*) FILTER (WHERE last_day > today - 7) AS week,
           count(*) AS month
    FROM user_activity, (SELECT (now() AT TIME ZONE 'UTC')::date AS today) AS clock
    WHERE last_day > today - 30
) AS found, LATERAL (VALUES ('day', day), ('week', week), ('month', month)) AS counted (period, users);

GRANT SELECT ON active_users TO pg_monitor;

-- migrate:down
DROP VIEW active_users;
DROP TABLE user_activity;
