-- The keys that sign laboratories' reports, each wrapped under its site's key, with their X.509 certificates (DER). One is
-- in force at a site; ended ones are kept, as their certificates check what they signed. Times are milliseconds since 1970.
CREATE TABLE report_key (
    key_id bigint NOT NULL,
    site smallint NOT NULL,
    created_at bigint NOT NULL,
    ended_at bigint,
    certificate bytea NOT NULL,
    wrapped_key bytea NOT NULL,
    CONSTRAINT report_key_pk PRIMARY KEY (key_id)
);
