-- Staff, their passkeys and sessions, proposals, break-glass. Times are milliseconds since 1970.
-- Roles, states, kinds: the numbers of the custody protocol's enumerations.

CREATE TABLE staff (
    staff_id bigint NOT NULL,
    created_at bigint NOT NULL,
    site smallint NOT NULL,
    role smallint NOT NULL,
    state smallint NOT NULL,
    name text NOT NULL,
    CONSTRAINT staff_pk PRIMARY KEY (staff_id)
);

CREATE INDEX staff_site_ix ON staff (site);

CREATE TABLE unit (
    unit_id integer NOT NULL,
    site smallint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    CONSTRAINT unit_pk PRIMARY KEY (unit_id),
    CONSTRAINT unit_code_uq UNIQUE (site, code)
);

CREATE TABLE staff_unit (
    staff_id bigint NOT NULL,
    unit_id integer NOT NULL,
    CONSTRAINT staff_unit_pk PRIMARY KEY (staff_id, unit_id)
);

-- public_key: COSE_Key as the authenticator gave it.
CREATE TABLE passkey (
    credential_id bytea NOT NULL,
    staff_id bigint NOT NULL,
    enrolled_at bigint NOT NULL,
    sign_count bigint NOT NULL,
    backup_eligible smallint NOT NULL,
    backed_up smallint NOT NULL,
    public_key bytea NOT NULL,
    CONSTRAINT passkey_pk PRIMARY KEY (credential_id)
);

CREATE INDEX passkey_staff_ix ON passkey (staff_id);

-- secret_hash: SHA-256 of the one-time secret, which is shown once and kept nowhere.
CREATE TABLE enrolment (
    secret_hash bytea NOT NULL,
    staff_id bigint NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint,
    CONSTRAINT enrolment_pk PRIMARY KEY (secret_hash)
);

CREATE INDEX enrolment_staff_ix ON enrolment (staff_id);

-- audience: 1 the web server, 2 the custodian's own pages. end_code: SessionEndCode.
CREATE TABLE session (
    session_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    begun_at bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    absolute_end_at bigint NOT NULL,
    ended_at bigint,
    end_code smallint,
    audience smallint NOT NULL,
    token_hash bytea NOT NULL,
    CONSTRAINT session_pk PRIMARY KEY (session_id),
    CONSTRAINT session_token_uq UNIQUE (token_hash)
);

CREATE INDEX session_live_ix ON session (ended_at, session_id);

CREATE TABLE step_up (
    session_id bigint NOT NULL,
    patient_id bigint NOT NULL,
    kind smallint NOT NULL,
    until_at bigint NOT NULL,
    CONSTRAINT step_up_pk PRIMARY KEY (session_id, patient_id, kind)
);

-- draft: the proposal as its author stated it, as JSON of the custody protocol.
-- evidence: the signed answer of whoever decided, as JSON with the nonce that its challenge was bound to.
CREATE TABLE proposal (
    proposal_id bigint NOT NULL,
    proposer_id bigint NOT NULL,
    subject_id bigint,
    made_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    decided_by bigint,
    decided_at bigint,
    site smallint NOT NULL,
    kind smallint NOT NULL,
    state smallint NOT NULL,
    draft text NOT NULL,
    evidence text,
    CONSTRAINT proposal_pk PRIMARY KEY (proposal_id)
);

CREATE INDEX proposal_site_ix ON proposal (site, state, made_at);

-- reason and remark are sealed under the site's key.
CREATE TABLE break_glass (
    break_glass_id bigint NOT NULL,
    session_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    patient_id bigint NOT NULL,
    opened_at bigint NOT NULL,
    until_at bigint NOT NULL,
    review_due_at bigint NOT NULL,
    log_index bigint NOT NULL,
    reviewed_by bigint,
    reviewed_at bigint,
    site smallint NOT NULL,
    role smallint NOT NULL,
    verdict smallint,
    reason bytea NOT NULL,
    remark bytea,
    CONSTRAINT break_glass_pk PRIMARY KEY (break_glass_id)
);

CREATE INDEX break_glass_site_ix ON break_glass (site, opened_at);
