-- migrate:up
-- Addresses so far were written to as they are, so they count as verified; new ones are not, also
-- those that functions of the release before insert.
ALTER TABLE users ADD COLUMN email_verified boolean NOT NULL DEFAULT true;
ALTER TABLE users ALTER COLUMN email_verified SET DEFAULT false;

-- Links in mails that can be used once (decision 0054). The id is that of the notification which
-- carries the link, and opens nothing: the link has its signature.
CREATE TABLE account_tickets (
    id uuid PRIMARY KEY,
    purpose text NOT NULL
        CHECK (purpose IN ('password_reset', 'email_verification', 'email_change')),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    -- The address that the link was sent to.
    email text NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX account_tickets_user_idx ON account_tickets (user_id);
CREATE INDEX account_tickets_expiry_idx ON account_tickets (expires_at);

-- migrate:down
DROP TABLE account_tickets;
ALTER TABLE users DROP COLUMN email_verified;
