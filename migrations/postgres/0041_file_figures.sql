-- migrate:up

-- What operators see of files. A scrape sums up a row for each person and purpose, not for each file.
CREATE VIEW file_figures AS
SELECT purpose, sum(files) AS kept, sum(bytes) AS kept_bytes
FROM file_usage GROUP BY purpose;

-- What collect_files will take, by the two partial indexes: nothing is in either for longer than a
-- day and until its next run.
CREATE VIEW uncollected_files AS
SELECT 'announced' AS state, count(*) AS files, coalesce(sum(bytes), 0) AS bytes,
       coalesce(extract(epoch FROM now() - min(created_at)), 0) AS oldest_seconds
FROM files WHERE stored_at IS NULL AND deleted_at IS NULL
UNION ALL
SELECT 'deleted', count(*), coalesce(sum(bytes), 0),
       coalesce(extract(epoch FROM now() - min(deleted_at)), 0)
FROM files WHERE deleted_at IS NOT NULL;

-- The exporter next to PostgreSQL reads as this role.
GRANT SELECT ON file_figures, uncollected_files TO pg_monitor;

-- migrate:down
DROP VIEW uncollected_files;
DROP VIEW file_figures;
