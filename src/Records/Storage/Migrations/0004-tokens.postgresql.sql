-- Blind tokens. An import adds its tokens to the small table, from where they are moved to the large one a quarter of a
-- million at a time, in the order of the index: tokens are random, so that each one added alone would touch a page of its own.
-- A lookup asks both.

CREATE TABLE identity_token (
    token bigint NOT NULL,
    patient_id bigint NOT NULL,
    kind smallint NOT NULL,
    CONSTRAINT identity_token_pk PRIMARY KEY (token, patient_id, kind)
);

-- No unique key, so that COPY can fill it: a row that is there twice is moved once.
CREATE TABLE identity_token_recent (
    token bigint NOT NULL,
    patient_id bigint NOT NULL,
    kind smallint NOT NULL
);

CREATE INDEX identity_token_recent_token ON identity_token_recent (token);
