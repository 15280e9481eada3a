-- migrate:up

-- When a file was first handed in: what is, its owner cannot delete. It is in the row of the file so
-- that a deletion and a hand-in of the same moment wait for each other there.
ALTER TABLE files ADD COLUMN handed_in_at timestamptz;
UPDATE files SET handed_in_at = handed_in.at
FROM (
    SELECT unnest(file_ids) AS file_id, user_id, min(created_at) AS at
    FROM submissions GROUP BY 1, 2
) AS handed_in
WHERE files.id = handed_in.file_id AND files.owner_id = handed_in.user_id;

-- The picture of a course, which lists show.
ALTER TABLE catalog ADD COLUMN cover_file_id uuid;

-- migrate:down
ALTER TABLE catalog DROP COLUMN cover_file_id;
ALTER TABLE files DROP COLUMN handed_in_at;
