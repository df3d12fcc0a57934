-- The second half of an enrolment, and passkeys that are taken away.
-- code_mac: HMAC of the short code that only the proposer was shown; null where the address alone suffices (first start).
ALTER TABLE proposal ADD COLUMN code_mac bytea;
ALTER TABLE enrolment ADD COLUMN code_mac bytea;
ALTER TABLE enrolment ADD COLUMN wrong_codes integer NOT NULL DEFAULT 0;

-- ended_at: since when the passkey opens nothing. The row stays: what it signed before can still be checked.
ALTER TABLE passkey ADD COLUMN ended_at bigint;
ALTER TABLE passkey ADD COLUMN ended_by bigint;
