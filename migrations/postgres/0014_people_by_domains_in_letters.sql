-- migrate:up

-- Addresses are stored with their domain in punycode (lms_kernel's kinds.email), and people look
-- for it as they read it. The previous release still searches by users_search_idx; a later one
-- drops it.

-- The letters of a label without its "xn--" (RFC 3492, section 6.2); NULL for what encodes none.
CREATE FUNCTION punycode_letters(encoded text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    delimiter int := length(encoded) - position('-' IN reverse(encoded)) + 1;
    letters text[] := '{}';
    next int := 1;
    n bigint := 128;
    i bigint := 0;
    bias int := 72;
    before bigint;
    weight bigint;
    k int;
    digit int;
    threshold int;
    delta bigint;
BEGIN
    IF delimiter <= length(encoded) THEN
        letters := string_to_array(left(encoded, delimiter - 1), NULL);
        next := delimiter + 1;
    END IF;
    WHILE next <= length(encoded) LOOP
        before := i;
        weight := 1;
        k := 36;
        LOOP
            digit := position(substr(encoded, next, 1)
                              IN 'abcdefghijklmnopqrstuvwxyz0123456789') - 1;
            IF digit < 0 OR next > length(encoded) THEN
                RETURN NULL;
            END IF;
            next := next + 1;
            i := i + digit * weight;
            threshold := least(greatest(k - bias, 1), 26);
            EXIT WHEN digit < threshold;
            weight := weight * (36 - threshold);
            IF i > 2147483647 OR weight > 2147483647 THEN
                RETURN NULL;
            END IF;
            k := k + 36;
        END LOOP;
        delta := (i - before) / CASE WHEN before = 0 THEN 700 ELSE 2 END;
        delta := delta + delta / (cardinality(letters) + 1);
        k := 0;
        WHILE delta > 455 LOOP
            delta := delta / 35;
            k := k + 36;
        END LOOP;
        bias := k + 36 * delta / (delta + 38);
        n := n + i / (cardinality(letters) + 1);
        i := i % (cardinality(letters) + 1);
        IF n > 1114111 OR n BETWEEN 55296 AND 57343 THEN
            RETURN NULL;
        END IF;
        letters := letters[:i] || chr(n::int) || letters[i + 1:];
        i := i + 1;
    END LOOP;
    RETURN array_to_string(letters, '');
END $$;

-- What a person is found by: name, address, and the address in letters if that is another one.
CREATE FUNCTION user_words(name text, email text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN name || ' ' || email || CASE WHEN email LIKE '%xn--%' THEN (
    SELECT ' ' || split_part(email, '@', 1) || '@' || string_agg(
        CASE WHEN label LIKE 'xn--%' THEN coalesce(punycode_letters(substr(label, 5)), label)
             ELSE label END, '.' ORDER BY place)
    FROM string_to_table(split_part(email, '@', -1), '.') WITH ORDINALITY AS part (label, place)
) ELSE '' END;

CREATE INDEX users_words_idx ON users USING gin (user_words(name, email) gin_trgm_ops);

-- migrate:down

DROP INDEX users_words_idx;
DROP FUNCTION user_words(text, text);
DROP FUNCTION punycode_letters(text);
