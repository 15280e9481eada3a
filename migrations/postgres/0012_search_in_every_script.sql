-- migrate:up

-- Search in every script, categories of any characters, prices of several currencies. lms_catalog
-- takes texts apart and folds them (_text.py): a "place" is a word of an index, or several with
-- spaces between. Functions of the previous release still use catalog_document(), catalog_words(),
-- catalog_search() with four arguments, category_key and catalog_price; a later release drops them.

-- Which spellings are one category. lms_catalog says it; this comes close, for rows of functions
-- that do not say it yet.
CREATE FUNCTION catalog_category_id(category text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(replace(lower(normalize(category, NFC) COLLATE pg_c_utf8), 'ς', 'σ'), 'ß', 'ss');

ALTER TABLE catalog
    ADD COLUMN category_id text COLLATE "C" NOT NULL
        GENERATED ALWAYS AS (catalog_category_id(category)) STORED,
    -- Free courses first, then the amounts of one currency next to each other: nobody knows here
    -- what one currency is worth in another.
    ADD COLUMN price_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (
        CASE WHEN price_amount = 0 THEN ''
             ELSE price_currency || lpad(price_amount::text, 19, '0') END) STORED;
ALTER TABLE catalog ALTER COLUMN category_id DROP EXPRESSION;
ALTER TABLE catalog_counts ADD COLUMN category_id text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (catalog_category_id(category)) STORED;
ALTER TABLE catalog_counts ALTER COLUMN category_id DROP EXPRESSION;
ALTER TABLE catalog_counts
    DROP CONSTRAINT catalog_counts_pkey,
    ADD PRIMARY KEY (category_id, category, level, language, tag);

CREATE INDEX catalog_shelf ON catalog (status, category_id, listed_at DESC, course_id DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX catalog_price_key ON catalog (status, price_key, course_id) WHERE deleted_at IS NULL;

CREATE FUNCTION catalog_fill_category_id() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.category_id IS NULL
       OR (TG_OP = 'UPDATE' AND NEW.category_id = OLD.category_id
           AND catalog_fold(NEW.category) <> catalog_fold(OLD.category)) THEN
        NEW.category_id := catalog_category_id(NEW.category);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER catalog_fill_category_id BEFORE INSERT OR UPDATE ON catalog
    FOR EACH ROW EXECUTE FUNCTION catalog_fill_category_id();

-- As before, with the category_id of each row.
CREATE OR REPLACE FUNCTION catalog_tally() RETURNS trigger
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

    INSERT INTO catalog_counts AS kept
        (category_id, category_key, category, level, language, tag, courses)
    SELECT category_id, category_key, category, level, language, tag, sum(step) FROM (
        SELECT OLD.category_id, OLD.category_key, OLD.category, OLD.level, OLD.language,
               unnest(OLD.tags || ''::text) AS tag, -1 AS step WHERE was
        UNION ALL
        SELECT NEW.category_id, NEW.category_key, NEW.category, NEW.level, NEW.language,
               unnest(NEW.tags || ''::text), 1 WHERE is_
    ) AS steps
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(step) <> 0
    ORDER BY 1, 2, 3, 4, 5, 6
    ON CONFLICT (category_id, category, level, language, tag)
        DO UPDATE SET courses = kept.courses + excluded.courses;

    IF was THEN
        -- Only rows that this very statement has brought to zero, and therefore holds.
        DELETE FROM catalog_lexicon WHERE courses = 0 AND word = ANY (OLD.words);
        DELETE FROM catalog_counts
        WHERE courses = 0 AND category_id = OLD.category_id AND category = OLD.category
          AND level = OLD.level AND language = OLD.language AND tag = ANY (OLD.tags || ''::text);
    END IF;
    RETURN NULL;
END $$;

-- The lexemes of these places. Positions count as far as PostgreSQL counts.
CREATE FUNCTION catalog_lexemes(places text[], dictionary regdictionary) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT coalesce(
        string_agg(quote_literal(lexeme) || ':' || least(number, 16383), ' '), '')::tsvector
    FROM unnest(places) WITH ORDINALITY AS place (words, number),
         unnest(string_to_array(words, ' ')) AS word,
         unnest(coalesce(ts_lexize(dictionary, word), ARRAY[word])) AS lexeme);

-- What a course is found by: its whole title as one word, and its words. Names keep every word,
-- prose drops the English stop words.
CREATE FUNCTION catalog_entry(
    whole text, title text[], names text[], description text[], outline text[]
) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_to_tsvector(ARRAY[whole])
    || setweight(catalog_lexemes(title, 'public.catalog_stem'), 'A')
    || setweight(catalog_lexemes(names, 'public.catalog_stem'), 'B')
    || setweight(catalog_lexemes(description, 'pg_catalog.english_stem'), 'C')
    || setweight(catalog_lexemes(outline, 'pg_catalog.english_stem'), 'D');

-- The letters of a word in alphabetical order: the same for words whose letters changed places.
CREATE FUNCTION catalog_letters(word text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT string_agg(letter, '' ORDER BY letter COLLATE "C")
        FROM unnest(string_to_array(word, NULL)) AS letter);
CREATE INDEX catalog_lexicon_letters ON catalog_lexicon (catalog_letters(word));

-- The word of the lexicon that a mistyped one most likely stands for, or NULL. Candidates have
-- trigrams in common, or all letters: few trigrams survive when letters change places. The number
-- of edits decides, and forbids what is a different word altogether; neighbors that changed places
-- are one edit (Damerau).
CREATE OR REPLACE FUNCTION catalog_nearest(typed text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET pg_trgm.similarity_threshold = 0.2
BEGIN ATOMIC
    WITH exchanges AS MATERIALIZED (
        SELECT overlay(typed PLACING reverse(substr(typed, place, 2)) FROM place) AS variant
        FROM generate_series(1, length(typed) - 1) AS place
    ), candidates AS MATERIALIZED (
        SELECT word, courses FROM catalog_lexicon
        WHERE word % typed AND length(word) BETWEEN length(typed) - 2 AND length(typed) + 2
        UNION
        SELECT word, courses FROM catalog_lexicon
        WHERE catalog_letters(word) = catalog_letters(typed)
    )
    SELECT word FROM (
        SELECT word, courses, similarity(word, typed) AS alike,
               least(levenshtein_less_equal(word, typed, 3),
                     (SELECT 1 + min(levenshtein_less_equal(word, variant, 2)) FROM exchanges)
               ) AS edits
        FROM candidates
    ) AS near
    -- Two edits make another word of five letters: allow is no mistyped all.
    WHERE edits <= CASE WHEN length(typed) < 6 THEN 1 WHEN length(typed) < 10 THEN 2 ELSE 3 END
    ORDER BY edits - alike, courses DESC, word
    LIMIT 1;
END;

-- The words of a term as they follow each other; NULL when all of them are stop words. A word with
-- a star stands for all that begin like it.
CREATE FUNCTION catalog_phrase(term text, dictionary regdictionary) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    word text;
    lexemes text[];
    phrase tsquery;
    part tsquery;
    distance int := 1;
BEGIN
    FOREACH word IN ARRAY string_to_array(term, ' ') LOOP
        IF word LIKE '%*' THEN
            part := (quote_literal(rtrim(word, '*')) || ':*')::tsquery;
        ELSE
            lexemes := coalesce(ts_lexize(dictionary, word), ARRAY[word]);
            part := quote_literal(lexemes[1])::tsquery;
        END IF;
        IF part IS NULL THEN
            distance := distance + 1;
        ELSE
            phrase := CASE WHEN phrase IS NULL THEN part
                      ELSE tsquery_phrase(phrase, part, distance) END;
            distance := 1;
        END IF;
    END LOOP;
    RETURN phrase;
END $$;

-- A search that lms_catalog has taken apart (_terms.py), as questions to `document`: `query` is what
-- a course must match, `ranked` what its rank goes by, `title_key` that of a course which is called
-- like this. Unknown words are replaced by the nearest known one, and `corrected` then is the text that
-- was searched instead. The word at `open_at` also stands for all words that begin like it. Only
-- `is_public` searches are corrected: the lexicon knows published courses alone.
CREATE FUNCTION catalog_search(
    typed text, terms text[], kinds text[], shown text[], open_at int, whole text,
    is_public boolean,
    OUT query tsquery, OUT ranked tsquery, OUT title_key text, OUT corrected text
)
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    dictionaries constant regdictionary[] := ARRAY['pg_catalog.english_stem', 'public.catalog_stem'];
    better text;
    dictionary regdictionary;
    part tsquery;
    alternative tsquery;
BEGIN
    title_key := left(catalog_fold(typed), 200);
    FOR n IN 1..cardinality(terms) LOOP
        IF is_public AND kinds[n] = 'word' AND length(terms[n]) BETWEEN 3 AND 40
           AND terms[n] !~ '^[0-9]+$' AND NOT catalog_knows(terms[n], n = open_at)
           -- A stop word is no mistake.
           AND cardinality(ts_lexize('pg_catalog.english_stem', terms[n])) > 0
        THEN
            better := catalog_nearest(terms[n]);
            IF better IS NOT NULL THEN
                terms[n] := better;
                shown[n] := better;
                corrected := array_to_string(shown, ' ');
            END IF;
        END IF;
    END LOOP;

    -- When there are nothing but stop words, they are meant ("IT", "The Who").
    FOREACH dictionary IN ARRAY dictionaries LOOP
        alternative := NULL;
        FOR n IN 1..cardinality(terms) LOOP
            IF kinds[n] = 'or' THEN
                ranked := coalesce(ranked || alternative, ranked, alternative);
                alternative := NULL;
            ELSIF kinds[n] <> 'without' THEN
                part := catalog_phrase(terms[n], dictionary);
                IF n = open_at AND part IS NOT NULL AND length(terms[n]) >= 2
                   AND dictionary = dictionaries[1] THEN
                    part := part || catalog_beginnings(terms[n], is_public);
                END IF;
                alternative := coalesce(alternative && part, alternative, part);
            END IF;
        END LOOP;
        ranked := coalesce(ranked || alternative, ranked, alternative);
        EXIT WHEN ranked IS NOT NULL;
    END LOOP;

    FOR n IN 1..cardinality(terms) LOOP
        IF kinds[n] = 'without' THEN
            part := coalesce(catalog_phrase(terms[n], dictionaries[1]),
                             catalog_phrase(terms[n], dictionaries[2]));
            ranked := ranked && !! part;
        END IF;
    END LOOP;
    query := quote_literal(whole)::tsquery;
    query := coalesce(ranked || query, query);
END $$;

-- The words that begin like this. Through the lexicon, because the stem of a whole word need not
-- begin with its beginning; words of drafts are not in it.
CREATE FUNCTION catalog_beginnings(typed text, is_public boolean) RETURNS tsquery
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (
    SELECT string_agg(DISTINCT alike, ' | ')::tsquery FROM (
        (SELECT quote_literal(lexeme) AS alike FROM catalog_lexicon WHERE word ^@ typed
         ORDER BY courses DESC LIMIT 40)
        UNION ALL
        SELECT quote_literal(typed) || CASE WHEN is_public THEN '' ELSE ':*' END
    ) AS begun);

-- migrate:down

DROP FUNCTION catalog_search(text, text[], text[], text[], int, text, boolean);
DROP FUNCTION catalog_beginnings(text, boolean);
DROP FUNCTION catalog_phrase(text, regdictionary);
DROP FUNCTION catalog_entry(text, text[], text[], text[], text[]);
DROP FUNCTION catalog_lexemes(text[], regdictionary);

CREATE OR REPLACE FUNCTION catalog_nearest(typed text) RETURNS text
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

CREATE OR REPLACE FUNCTION catalog_tally() RETURNS trigger
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
        DELETE FROM catalog_lexicon WHERE courses = 0 AND word = ANY (OLD.words);
        DELETE FROM catalog_counts
        WHERE courses = 0 AND category_key = OLD.category_key AND category = OLD.category
          AND level = OLD.level AND language = OLD.language AND tag = ANY (OLD.tags || ''::text);
    END IF;
    RETURN NULL;
END $$;

DROP INDEX catalog_lexicon_letters;
DROP FUNCTION catalog_letters(text);

DROP TRIGGER catalog_fill_category_id ON catalog;
DROP FUNCTION catalog_fill_category_id();
ALTER TABLE catalog DROP COLUMN price_key, DROP COLUMN category_id;
-- One spelling may have been counted under two category_ids.
CREATE TEMPORARY TABLE counted ON COMMIT DROP AS
SELECT category_key, category, level, language, tag, sum(courses) AS courses
FROM catalog_counts GROUP BY 1, 2, 3, 4, 5;
TRUNCATE catalog_counts;
ALTER TABLE catalog_counts DROP COLUMN category_id;
ALTER TABLE catalog_counts ADD PRIMARY KEY (category_key, category, level, language, tag);
INSERT INTO catalog_counts (category_key, category, level, language, tag, courses)
SELECT * FROM counted;
DROP FUNCTION catalog_category_id(text);
