-- migrate:up

-- In which widths there is a cover besides the original: none yet (null), or those that do not
-- enlarge it.
ALTER TABLE files ADD COLUMN widths smallint[];

-- migrate:down
ALTER TABLE files DROP COLUMN widths;
