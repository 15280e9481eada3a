-- migrate:up

-- Lists that cost the same in a catalog of any size (decision 0067). Authors' writes wait while the
-- totals are made, a second for a hundred thousand courses; readers and enrollments do not.
LOCK TABLE catalog IN SHARE ROW EXCLUSIVE MODE;

-- What a course is narrowed by, as one array for one index: a value begins with the letter of its
-- column.
CREATE FUNCTION catalog_facts(category_id text, level text, language text, owner_id uuid)
RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY['c' || category_id COLLATE "C", 'l' || level COLLATE "C", 'g' || language COLLATE "C",
             'o' || owner_id::text COLLATE "C"];

-- How many published courses there are of each kind; '' stands for all categories, levels or
-- languages, so that every list finds its counts ready. The rows with tag '' count courses.
CREATE TABLE catalog_totals (
    category_id text COLLATE "C",
    level text COLLATE "C",
    language text COLLATE "C",
    tag text COLLATE "C",
    courses integer NOT NULL,
    PRIMARY KEY (category_id, level, language, tag)
) WITH (fillfactor = 70);
INSERT INTO catalog_totals (category_id, level, language, tag, courses)
SELECT coalesce(category_id, ''), coalesce(level, ''), coalesce(language, ''), tag, sum(courses)
FROM catalog_counts GROUP BY tag, CUBE (category_id, level, language);
CREATE INDEX catalog_totals_kinds ON catalog_totals (category_id, level, language) WHERE tag = '';
CREATE INDEX catalog_totals_tags ON catalog_totals
    (category_id, level, language, courses DESC, tag) WHERE tag <> '';

-- Whether the course is in public lists. Most are; only the others are written here, and nobody
-- takes a seat in them.
ALTER TABLE seats ADD COLUMN is_listed boolean NOT NULL DEFAULT true;
UPDATE seats SET is_listed = false
WHERE NOT EXISTS (
    SELECT FROM catalog
    WHERE catalog.course_id = seats.course_id AND status = 'published' AND deleted_at IS NULL);

-- Fires after catalog_tally (triggers go by their names), so that all writers touch the rows of
-- words, counts and totals in this order.
CREATE FUNCTION catalog_totals_tally() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    was boolean := TG_OP <> 'INSERT' AND OLD.status = 'published' AND OLD.deleted_at IS NULL;
    is_ boolean := TG_OP <> 'DELETE' AND NEW.status = 'published' AND NEW.deleted_at IS NULL;
BEGIN
    IF was OR is_ THEN
        INSERT INTO catalog_totals AS kept (category_id, level, language, tag, courses)
        SELECT coalesce(category_id, ''), coalesce(level, ''), coalesce(language, ''), tag, sum(step)
        FROM (
            SELECT OLD.category_id, OLD.level, OLD.language, unnest(OLD.tags || ''::text) AS tag,
                   -1 AS step WHERE was
            UNION ALL
            SELECT NEW.category_id, NEW.level, NEW.language, unnest(NEW.tags || ''::text), 1
            WHERE is_
        ) AS steps
        GROUP BY tag, CUBE (category_id, level, language) HAVING sum(step) <> 0
        ORDER BY 1, 2, 3, 4
        ON CONFLICT (category_id, level, language, tag)
            DO UPDATE SET courses = kept.courses + excluded.courses;
    END IF;
    IF was THEN
        -- Only rows that this very statement has brought to zero, and therefore holds.
        DELETE FROM catalog_totals
        WHERE courses = 0 AND category_id IN ('', OLD.category_id) AND level IN ('', OLD.level)
          AND language IN ('', OLD.language) AND tag = ANY (OLD.tags || ''::text);
    END IF;
    UPDATE seats SET is_listed = is_
    WHERE course_id = CASE WHEN TG_OP = 'DELETE' THEN OLD.course_id ELSE NEW.course_id END
      AND is_listed <> is_;
    RETURN NULL;
END $$;
CREATE TRIGGER catalog_totals_tally AFTER INSERT OR UPDATE OR DELETE ON catalog
    FOR EACH ROW EXECUTE FUNCTION catalog_totals_tally();

-- As before, by a range of the index: with ^@ the lexicon is read whole when the beginning is a
-- parameter. The words of one beginning lie between it and itself with the last character added.
CREATE OR REPLACE FUNCTION catalog_knows(typed text, is_beginning boolean) RETURNS boolean
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN EXISTS (SELECT FROM catalog_lexicon WHERE word = typed)
    OR EXISTS (SELECT FROM catalog_lexicon
               WHERE lexeme = (ts_lexize('public.catalog_stem', typed))[1])
    OR is_beginning AND EXISTS (SELECT FROM catalog_lexicon
                                WHERE word >= typed AND word < typed || U&'\+10FFFF');
CREATE OR REPLACE FUNCTION catalog_beginnings(typed text, is_public boolean) RETURNS tsquery
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (
    SELECT string_agg(DISTINCT alike, ' | ')::tsquery FROM (
        (SELECT quote_literal(lexeme) AS alike FROM catalog_lexicon
         WHERE word >= typed AND word < typed || U&'\+10FFFF'
         ORDER BY courses DESC LIMIT 40)
        UNION ALL
        SELECT quote_literal(typed) || CASE WHEN is_public THEN '' ELSE ':*' END
    ) AS begun);

-- migrate:down

CREATE OR REPLACE FUNCTION catalog_beginnings(typed text, is_public boolean) RETURNS tsquery
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (
    SELECT string_agg(DISTINCT alike, ' | ')::tsquery FROM (
        (SELECT quote_literal(lexeme) AS alike FROM catalog_lexicon WHERE word ^@ typed
         ORDER BY courses DESC LIMIT 40)
        UNION ALL
        SELECT quote_literal(typed) || CASE WHEN is_public THEN '' ELSE ':*' END
    ) AS begun);
CREATE OR REPLACE FUNCTION catalog_knows(typed text, is_beginning boolean) RETURNS boolean
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN EXISTS (SELECT FROM catalog_lexicon WHERE word = typed)
    OR EXISTS (SELECT FROM catalog_lexicon
               WHERE lexeme = (ts_lexize('public.catalog_stem', typed))[1])
    OR is_beginning AND EXISTS (SELECT FROM catalog_lexicon WHERE word ^@ typed);

DROP TRIGGER catalog_totals_tally ON catalog;
DROP FUNCTION catalog_totals_tally();
ALTER TABLE seats DROP COLUMN is_listed;
DROP TABLE catalog_totals;
DROP FUNCTION catalog_facts(text, text, text, uuid);
