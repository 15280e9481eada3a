-- migrate:up

-- What somebody leaves a course with. The names are copies: a certificate says what was true when it
-- was issued. Its id cannot be guessed, since whoever knows it may see the certificate.
CREATE TABLE certificates (
    id uuid PRIMARY KEY,
    -- One for each completion, however often its event is delivered. No foreign key: completions are
    -- another context's facts, which this one knows by their event.
    completion_id uuid NOT NULL CONSTRAINT certificates_completion_key UNIQUE,
    user_id uuid NOT NULL REFERENCES users (id),
    -- No foreign key: the catalog is a projection that may be rebuilt at any time.
    course_id uuid NOT NULL,
    name text NOT NULL,
    course_title text NOT NULL,
    teacher text NOT NULL,
    completed_at timestamptz NOT NULL,
    issued_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz CHECK (revoked_at >= issued_at),
    revocation_reason text,
    -- Its place in the published lists of revoked certificates.
    status_index bigint NOT NULL GENERATED ALWAYS AS IDENTITY CONSTRAINT certificates_index_key UNIQUE,
    CHECK ((revoked_at IS NULL) = (revocation_reason IS NULL))
);
CREATE INDEX certificates_user_idx ON certificates (user_id, issued_at DESC, id DESC);
CREATE INDEX certificates_revoked_idx ON certificates (status_index) WHERE revoked_at IS NOT NULL;

-- The business figure (decision 0076): issued and revoked, counted in the statement of the change.
CREATE FUNCTION figures_of_certificates() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO figure_changes (figure, outcome, amount)
        SELECT 'certificates', 'issued', count(*) FROM added HAVING count(*) > 0;
    ELSE
        INSERT INTO figure_changes (figure, outcome, amount)
        SELECT 'certificates', 'revoked', count(*)
        FROM changed JOIN before USING (id)
        WHERE changed.revoked_at IS NOT NULL AND before.revoked_at IS NULL
        HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END $$;
-- From 0, so that Prometheus sees the first one of each kind as an increase.
INSERT INTO figure_totals (figure, outcome, total)
VALUES ('certificates', 'issued', 0), ('certificates', 'revoked', 0);
CREATE TRIGGER figures_of_certificates_issued AFTER INSERT ON certificates
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION figures_of_certificates();
CREATE TRIGGER figures_of_certificates_revoked AFTER UPDATE ON certificates
    REFERENCING OLD TABLE AS before NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION figures_of_certificates();

-- migrate:down
DROP TABLE certificates;
DROP FUNCTION figures_of_certificates();
DELETE FROM figure_changes WHERE figure = 'certificates';
DELETE FROM figure_totals WHERE figure = 'certificates';
