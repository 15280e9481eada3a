-- migrate:up

-- The read model of all courses: what lists, filters, searches and facets. A projection: the
-- documents in MongoDB are the truth, and rebuild_catalog replays them at any time.

CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;

-- Text as it is searched: lower case, no accents, words only. unaccent() is merely STABLE because
-- somebody could edit its rules; naming the dictionary makes the promise that nobody does. The
-- collation is named so that every server folds alike, whatever its locale.
CREATE FUNCTION catalog_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN trim(regexp_replace(
    replace(replace(
        lower(public.unaccent('public.unaccent', words) COLLATE pg_c_utf8),
        'c++', 'cplusplus'), 'c#', 'csharp'),
    '[^[:alnum:]]+', ' ', 'g'));

-- One stemmer for every language: what counts is that text and question are treated alike. Names
-- keep every word (a course may be called "IT"); prose and questions drop the English stop words.
CREATE TEXT SEARCH DICTIONARY catalog_stem (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH CONFIGURATION catalog_names (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION catalog_names
    ALTER MAPPING FOR asciiword, word, numword WITH catalog_stem;
CREATE TEXT SEARCH CONFIGURATION catalog_prose (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION catalog_prose
    ALTER MAPPING FOR asciiword, word, numword WITH english_stem;

CREATE FUNCTION catalog_document(
    title text, tags text[], category text, description text, outline text[]
) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN setweight(to_tsvector('public.catalog_names', catalog_fold(title)), 'A')
    || setweight(to_tsvector('public.catalog_names',
           catalog_fold(array_to_string(tags, ' ') || ' ' || category)), 'B')
    || setweight(to_tsvector('public.catalog_prose', catalog_fold(description)), 'C')
    || setweight(to_tsvector('public.catalog_prose',
           catalog_fold(array_to_string(outline, ' '))), 'D');

-- The distinct words of a course as a person would type them: what the lexicon counts.
CREATE FUNCTION catalog_words(
    title text, tags text[], category text, description text, outline text[]
) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY(
    SELECT DISTINCT word
    FROM regexp_split_to_table(
        catalog_fold(concat_ws(' ', title, array_to_string(tags, ' '), category, description,
                               array_to_string(outline, ' '))), ' ') AS word
    WHERE length(word) BETWEEN 2 AND 40 AND word ~ '[[:alpha:]]');

CREATE TABLE catalog (
    course_id uuid PRIMARY KEY,
    -- The version of the document that this row shows; an older one never overwrites it.
    version integer NOT NULL CHECK (version > 0),
    slug text NOT NULL,
    title text NOT NULL,
    title_key text NOT NULL COLLATE "C" GENERATED ALWAYS AS (left(catalog_fold(title), 200)) STORED,
    summary text NOT NULL,
    category text NOT NULL,
    category_key text NOT NULL COLLATE "C" GENERATED ALWAYS AS (catalog_fold(category)) STORED,
    level text NOT NULL,
    tags text[] NOT NULL,
    language text NOT NULL,
    price_amount bigint NOT NULL,
    price_currency text NOT NULL,
    capacity integer,
    lessons integer NOT NULL,
    duration_minutes integer NOT NULL,
    status text NOT NULL CHECK (status IN ('draft', 'published', 'archived')),
    owner_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    published_at timestamptz,
    -- When the course became new to its readers; what sort=newest goes by.
    listed_at timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(published_at, created_at)) STORED,
    -- A tombstone keeps the version, so that a late event cannot bring a deleted course back.
    deleted_at timestamptz,
    document tsvector NOT NULL,
    words text[] NOT NULL
);
-- A search reads every hit's document and facets, and nobody but the trigger below reads `words`:
-- these go out of the row first, the rest stays in as long as it is not unusually long. (By default
-- all but the document would be put elsewhere, and a search take twice the time.)
ALTER TABLE catalog SET (toast_tuple_target = 3000, fillfactor = 90);
ALTER TABLE catalog ALTER COLUMN words SET STORAGE EXTERNAL;
ALTER TABLE catalog ALTER COLUMN document SET STORAGE MAIN;
ALTER TABLE catalog ALTER COLUMN title SET STORAGE MAIN;
ALTER TABLE catalog ALTER COLUMN summary SET STORAGE MAIN;
ALTER TABLE catalog ALTER COLUMN tags SET STORAGE MAIN;

CREATE INDEX catalog_document ON catalog USING gin (document);
CREATE INDEX catalog_tags ON catalog USING gin (tags) WHERE deleted_at IS NULL;
CREATE INDEX catalog_newest ON catalog (status, listed_at DESC, course_id DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX catalog_title ON catalog (status, title_key, course_id) WHERE deleted_at IS NULL;
CREATE INDEX catalog_price ON catalog (status, price_amount, course_id) WHERE deleted_at IS NULL;
CREATE INDEX catalog_category ON catalog (status, category_key, listed_at DESC, course_id DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX catalog_owner ON catalog (owner_id, status) WHERE deleted_at IS NULL;

-- How many published courses use a word; the words that a search knows, and corrects others to.
CREATE TABLE catalog_lexicon (
    word text COLLATE "C" PRIMARY KEY,
    lexeme text COLLATE "C" NOT NULL
        GENERATED ALWAYS AS (coalesce((ts_lexize('public.catalog_stem', word))[1], word)) STORED,
    courses integer NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX catalog_lexicon_lexeme ON catalog_lexicon (lexeme);
CREATE INDEX catalog_lexicon_similar ON catalog_lexicon USING gin (word gin_trgm_ops);

-- How many published courses there are of each kind, so that browsing counts without reading them.
-- The rows with tag '' count courses; those with a tag count the courses that carry it.
CREATE TABLE catalog_counts (
    category_key text COLLATE "C",
    category text,
    level text,
    language text,
    tag text COLLATE "C",
    courses integer NOT NULL,
    PRIMARY KEY (category_key, category, level, language, tag)
) WITH (fillfactor = 70);

-- Keeps both tables exact. Every writer touches their rows in the same order (all words, then all
-- counts, each sorted), so that writers wait for each other but never in a circle.
CREATE FUNCTION catalog_tally() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    was boolean := TG_OP <> 'INSERT' AND OLD.status = 'published' AND OLD.deleted_at IS NULL;
    is_ boolean := TG_OP <> 'DELETE' AND NEW.status = 'published' AND NEW.deleted_at IS NULL;
BEGIN
    IF NOT was AND NOT is_ THEN
        RETURN NULL;
    END IF;

    INSERT INTO catalog_lexicon AS kept (word, courses)
    SELECT word, sum(step) FROM (
        SELECT unnest(OLD.words) AS word, -1 AS step WHERE was
        UNION ALL
        SELECT unnest(NEW.words), 1 WHERE is_
    ) AS steps
    GROUP BY word HAVING sum(step) <> 0 ORDER BY word COLLATE "C"
    ON CONFLICT (word) DO UPDATE SET courses = kept.courses + excluded.courses;

    INSERT INTO catalog_counts AS kept (category_key, category, level, language, tag, courses)
    SELECT category_key, category, level, language, tag, sum(step) FROM (
        SELECT OLD.category_key, OLD.category, OLD.level, OLD.language,
               unnest(OLD.tags || ''::text) AS tag, -1 AS step WHERE was
        UNION ALL
        SELECT NEW.category_key, NEW.category, NEW.level, NEW.language,
               unnest(NEW.tags || ''::text), 1 WHERE is_
    ) AS steps
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(step) <> 0
    ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (category_key, category, level, language, tag)
        DO UPDATE SET courses = kept.courses + excluded.courses;

    IF was THEN
        -- Only rows that this very statement has brought to zero, and therefore holds.
        DELETE FROM catalog_lexicon WHERE courses = 0 AND word = ANY (OLD.words);
        DELETE FROM catalog_counts
        WHERE courses = 0 AND category_key = OLD.category_key AND category = OLD.category
          AND level = OLD.level AND language = OLD.language AND tag = ANY (OLD.tags || ''::text);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER catalog_tally AFTER INSERT OR UPDATE OR DELETE ON catalog
    FOR EACH ROW EXECUTE FUNCTION catalog_tally();

-- The word of the lexicon that a mistyped one most likely stands for, or NULL. Trigrams find the
-- candidates; the edit distance decides, and forbids what is a different word altogether.
CREATE FUNCTION catalog_nearest(typed text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET pg_trgm.similarity_threshold = 0.2
BEGIN ATOMIC
    SELECT word FROM (
        SELECT word, courses, similarity(word, typed) AS alike,
               levenshtein_less_equal(word, typed, 3) AS edits
        FROM catalog_lexicon
        WHERE word % typed AND length(word) BETWEEN length(typed) - 2 AND length(typed) + 2
    ) AS near
    WHERE edits <= CASE WHEN length(typed) < 5 THEN 1 WHEN length(typed) < 9 THEN 2 ELSE 3 END
    ORDER BY edits - alike, courses DESC, word
    LIMIT 1;
END;

-- Whether the published courses use the word, in this or another form ("courses" knows "course").
CREATE FUNCTION catalog_knows(typed text, is_beginning boolean) RETURNS boolean
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN EXISTS (SELECT FROM catalog_lexicon WHERE word = typed)
    OR EXISTS (SELECT FROM catalog_lexicon
               WHERE lexeme = (ts_lexize('public.catalog_stem', typed))[1])
    OR is_beginning AND EXISTS (SELECT FROM catalog_lexicon WHERE word ^@ typed);

-- What a person typed, as a question to `document`. The terms come with their kinds: word, phrase,
-- without (leave out what has it), or. Unknown words are replaced by the nearest known one, and
-- `corrected` then is the text that was searched instead. With `is_open` the last word also
-- stands for all words that begin like it, for those who are still typing. Only `is_public`
-- searches are corrected: the lexicon knows published courses alone.
CREATE FUNCTION catalog_search(
    terms text[], kinds text[], is_open boolean, is_public boolean,
    OUT query tsquery, OUT corrected text
)
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    said text[] := '{}';     -- the terms as websearch_to_tsquery() reads them
    shown text[] := '{}';    -- the terms as a person reads them
    size int := cardinality(terms);
    is_corrected boolean := false;
    folded text;
    better text;
    tail tsquery;
    whole tsquery;
BEGIN
    FOR n IN 1..size LOOP
        folded := catalog_fold(terms[n]);
        CASE kinds[n]
        WHEN 'or' THEN
            said := said || 'or'::text;
            shown := shown || 'or'::text;
        WHEN 'phrase' THEN
            said := said || format('"%s"', folded);
            shown := shown || format('"%s"', terms[n]);
        WHEN 'without' THEN
            said := said || format('-"%s"', folded);
            shown := shown || ('-' || terms[n]);
        ELSE
            better := NULL;
            IF is_public AND folded ~ '^[[:alnum:]]{3,40}$' AND folded !~ '^[0-9]+$'
               AND NOT catalog_knows(folded, is_open AND n = size)
               -- A stop word is no mistake.
               AND cardinality(ts_lexize('pg_catalog.english_stem', folded)) > 0
            THEN
                better := catalog_nearest(folded);
            END IF;
            is_corrected := is_corrected OR better IS NOT NULL;
            said := said || coalesce(better, folded);
            shown := shown || coalesce(better, terms[n]);
        END CASE;
    END LOOP;

    IF is_corrected THEN
        corrected := array_to_string(shown, ' ');
    END IF;
    query := websearch_to_tsquery('public.catalog_prose', array_to_string(said, ' '));
    IF numnode(query) = 0 THEN
        -- Nothing but stop words: then they are meant ("IT", "The Who").
        query := websearch_to_tsquery('public.catalog_names', array_to_string(said, ' '));
    ELSIF is_open AND kinds[size] = 'word' AND length(said[size]) >= 2
          AND cardinality(ts_lexize('pg_catalog.english_stem', said[size])) > 0 THEN
        -- Through the lexicon, because the stem of a whole word need not begin with its beginning.
        SELECT string_agg(DISTINCT quote_literal(begun.lexeme), ' | ')::tsquery INTO tail
        FROM (SELECT lexeme FROM catalog_lexicon WHERE word ^@ said[size]
              ORDER BY courses DESC LIMIT 40) AS begun;
        whole := websearch_to_tsquery('public.catalog_prose', said[size]);
        tail := coalesce(tail || whole, whole);
        IF NOT is_public THEN
            tail := tail || (quote_literal(said[size]) || ':*')::tsquery;
        END IF;
        query := CASE
            WHEN size = 1 THEN tail
            WHEN kinds[size - 1] = 'or' THEN websearch_to_tsquery(
                'public.catalog_prose', array_to_string(said[:size - 2], ' ')) || tail
            ELSE websearch_to_tsquery(
                'public.catalog_prose', array_to_string(said[:size - 1], ' ')) && tail
        END;
    END IF;
END $$;

-- migrate:down

DROP TABLE catalog;
DROP TABLE catalog_counts;
DROP FUNCTION catalog_search(text[], text[], boolean, boolean);
DROP FUNCTION catalog_knows(text, boolean);
DROP FUNCTION catalog_nearest(text);
DROP FUNCTION catalog_tally();
DROP TABLE catalog_lexicon;
DROP FUNCTION catalog_words(text, text[], text, text, text[]);
DROP FUNCTION catalog_document(text, text[], text, text, text[]);
DROP TEXT SEARCH CONFIGURATION catalog_prose;
DROP TEXT SEARCH CONFIGURATION catalog_names;
DROP TEXT SEARCH DICTIONARY catalog_stem;
DROP FUNCTION catalog_fold(text);
DROP EXTENSION fuzzystrmatch;
DROP EXTENSION unaccent;
