-- The custody database: keys, the log, who cares for whom. Times are milliseconds since 1970.

CREATE TABLE site (
    site smallint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    finess text,
    wrapped_key bytea NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT site_pk PRIMARY KEY (site),
    CONSTRAINT site_code_uq UNIQUE (code)
);

-- The only place where patient keys are, each under its site's key. Destroying a row makes every copy of that patient's
-- entries unreadable, in every backup of the main database.
CREATE TABLE patient_key (
    patient_id bigint NOT NULL,
    created_at bigint NOT NULL,
    created_by bigint NOT NULL,
    site smallint NOT NULL,
    wrapped_key bytea NOT NULL,
    CONSTRAINT patient_key_pk PRIMARY KEY (patient_id)
);

CREATE TABLE patient_link (
    patient_id bigint NOT NULL,
    survivor_id bigint NOT NULL,
    log_index bigint NOT NULL,
    CONSTRAINT patient_link_pk PRIMARY KEY (patient_id)
);

CREATE INDEX patient_link_survivor_ix ON patient_link (survivor_id);

-- Patients that no rightful flow ever touches.
CREATE TABLE canary (
    patient_id bigint NOT NULL,
    site smallint NOT NULL,
    CONSTRAINT canary_pk PRIMARY KEY (patient_id)
);

-- Exactly one of staff_id and unit_id is given. declared_by may be a client.
CREATE TABLE relationship (
    relationship_id bigint NOT NULL,
    patient_id bigint NOT NULL,
    starts_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    staff_id bigint,
    declared_by bigint NOT NULL,
    log_index bigint NOT NULL,
    unit_id integer,
    site smallint NOT NULL,
    kind smallint NOT NULL,
    CONSTRAINT relationship_pk PRIMARY KEY (relationship_id)
);

CREATE INDEX relationship_patient_ix ON relationship (patient_id);

CREATE TABLE client (
    client_id bigint NOT NULL,
    site smallint NOT NULL,
    name text NOT NULL,
    public_key bytea NOT NULL,
    rights smallint NOT NULL,
    flow_per_hour bigint NOT NULL,
    created_at bigint NOT NULL,
    ended_at bigint,
    CONSTRAINT client_pk PRIMARY KEY (client_id)
);

-- Limits that differ from the policy's defaults; changed by approved proposals only.
CREATE TABLE budget (
    site smallint NOT NULL,
    role smallint NOT NULL,
    meter smallint NOT NULL,
    window_hours integer NOT NULL,
    limit_count integer NOT NULL,
    CONSTRAINT budget_pk PRIMARY KEY (site, role, meter, window_hours)
);

-- The log itself: one row for each turn of the writer, its leaves one after the other (docs/formats/log-leaf.md).
CREATE TABLE log_batch (
    first_index bigint NOT NULL,
    last_at bigint NOT NULL,
    leaf_count integer NOT NULL,
    leaves bytea NOT NULL,
    CONSTRAINT log_batch_pk PRIMARY KEY (first_index)
);

CREATE TABLE log_tile (
    level smallint NOT NULL,
    tile_index bigint NOT NULL,
    hashes bytea NOT NULL,
    CONSTRAINT log_tile_pk PRIMARY KEY (level, tile_index)
);

-- An index over the leaves that people ask for. It can be made again from the leaves, which alone count.
CREATE TABLE log_event (
    log_index bigint NOT NULL,
    at bigint NOT NULL,
    actor_id bigint NOT NULL,
    session_id bigint,
    patient_id bigint,
    subject_id bigint,
    number bigint,
    site smallint NOT NULL,
    kind smallint NOT NULL,
    role smallint,
    purpose smallint,
    outcome smallint,
    reason smallint,
    charged smallint,
    code smallint,
    compartments smallint,
    CONSTRAINT log_event_pk PRIMARY KEY (log_index)
);

CREATE INDEX log_event_patient_ix ON log_event (patient_id, log_index);
CREATE INDEX log_event_kind_ix ON log_event (site, kind, log_index);
CREATE INDEX log_event_actor_ix ON log_event (actor_id, log_index);

-- The key that signs checkpoints and certificates: the private half under the root key, the verifier in clear.
CREATE TABLE log_key (
    name text NOT NULL,
    verifier text NOT NULL,
    wrapped_key bytea NOT NULL,
    CONSTRAINT log_key_pk PRIMARY KEY (name)
);
