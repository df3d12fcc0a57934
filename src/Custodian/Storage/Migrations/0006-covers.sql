-- Standing in for colleagues, requests to be let in, and the certificates of wards. All three are in the register
-- (docs/formats/custody-seals.md). Times are milliseconds since 1970; kinds and answers: the protocol's enumerations.

-- Replacement: replaced_id. On call: unit_id. A row whose ended_at is null may be over by its ends_at.
CREATE TABLE cover (
    cover_id bigint NOT NULL,
    taker_id bigint NOT NULL,
    replaced_id bigint,
    given_by bigint NOT NULL,
    given_at bigint NOT NULL,
    starts_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    ended_at bigint,
    ended_by bigint,
    log_index bigint NOT NULL,
    unit_id integer,
    site smallint NOT NULL,
    kind smallint NOT NULL,
    CONSTRAINT cover_pk PRIMARY KEY (cover_id)
);

CREATE INDEX cover_given_ix ON cover (given_by, given_at);

-- The patient may not exist: asking is the same. reason is sealed under the site's key.
CREATE TABLE care_request (
    request_id bigint NOT NULL,
    patient_id bigint NOT NULL,
    asker_id bigint NOT NULL,
    asked_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    answered_at bigint,
    answered_by bigint,
    until_at bigint,
    log_index bigint NOT NULL,
    site smallint NOT NULL,
    role smallint NOT NULL,
    answer smallint,
    reason bytea NOT NULL,
    CONSTRAINT care_request_pk PRIMARY KEY (request_id)
);

CREATE INDEX care_request_asker_ix ON care_request (asker_id, asked_at);
CREATE INDEX care_request_site_ix ON care_request (site, asked_at);

-- Whose key opens a ward's downtime pack: an X.509 certificate, DER.
CREATE TABLE ward_key (
    unit_id integer NOT NULL,
    registered_at bigint NOT NULL,
    registered_by bigint NOT NULL,
    ended_at bigint,
    site smallint NOT NULL,
    certificate bytea NOT NULL,
    CONSTRAINT ward_key_pk PRIMARY KEY (unit_id, registered_at)
);

-- What colleagues gave each other by hand is listed for the security office.
CREATE INDEX relationship_given_ix ON relationship (site, ends_at) WHERE kind IN (4, 7);
