-- The laboratory's worklists: what routing needs. No name, no result, no free text; an analysis that is labelled
-- sensitive bears no code here but a blind token (ADR 0022).

-- A unit whose staff runs a laboratory, and what its reports say of it. Configuration.
CREATE TABLE laboratory (
    site smallint NOT NULL,
    laboratory_id integer NOT NULL,     -- the unit
    name text NOT NULL,
    address text NOT NULL,
    phone text NOT NULL,
    finess text NOT NULL,
    head text NOT NULL,                 -- the biologist in charge, as the report names her
    accreditation text NOT NULL,
    is_active smallint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT laboratory_pk PRIMARY KEY (site, laboratory_id)
);

-- Analysers and other instruments. Configuration.
CREATE TABLE instrument (
    site smallint NOT NULL,
    instrument_id integer NOT NULL,
    laboratory_id integer NOT NULL,
    name text NOT NULL,
    model text NOT NULL,
    section smallint NOT NULL,
    is_active smallint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT instrument_pk PRIMARY KEY (site, instrument_id)
);

-- One order. The order itself is one sealed ServiceRequest of the same number, and one more in the sensitive
-- compartment where analyses of it are labelled so.
CREATE TABLE laboratory_request (
    patient_id bigint NOT NULL,
    request_id bigint NOT NULL,
    site smallint NOT NULL,
    laboratory_id integer NOT NULL,
    number text NOT NULL,
    priority smallint NOT NULL,         -- 1 routine, 2 urgent, 3 timed
    status smallint NOT NULL,           -- 1 active, 2 completed, 3 revoked
    sex smallint NOT NULL,              -- 0 unknown, 1 male, 2 female
    age_days integer NOT NULL,          -- at the order, rounded: exact below 28 days, months below 2 years, years; -1 unknown
    ward_id integer NOT NULL,           -- the unit that ordered; 0 from outside
    requester_id bigint NOT NULL,       -- of staff; 0 from outside
    sensitive_id bigint NOT NULL,       -- the ServiceRequest in the sensitive compartment; 0 where there is none
    relationship_id bigint NOT NULL,
    ordered_at bigint NOT NULL,
    ordered_by bigint NOT NULL,
    planned_at bigint NOT NULL,         -- of a timed order; else when ordered
    changed_at bigint NOT NULL,
    version integer NOT NULL,           -- of the row
    CONSTRAINT laboratory_request_pk PRIMARY KEY (patient_id, request_id)
);

CREATE INDEX laboratory_request_list ON laboratory_request (site, laboratory_id, status, planned_at);

-- One tube, aliquot or other container; a sealed Specimen bears the same number.
CREATE TABLE specimen (
    patient_id bigint NOT NULL,
    specimen_id bigint NOT NULL,
    site smallint NOT NULL,
    laboratory_id integer NOT NULL,
    request_id bigint NOT NULL,
    number text NOT NULL,               -- the accession number on its label
    parent_id bigint NOT NULL,          -- of an aliquot; else 0
    container text NOT NULL,            -- code of the container in the catalogue
    state smallint NOT NULL,            -- 1 planned, 2 collected, 3 received, 4 unsatisfactory, 5 sent out, 6 destroyed, 7 cancelled
    priority smallint NOT NULL,
    sex smallint NOT NULL,
    age_days integer NOT NULL,
    ward_id integer NOT NULL,
    planned_at bigint NOT NULL,
    collected_at bigint NOT NULL,       -- 0 not yet; so below
    collected_by bigint NOT NULL,
    received_at bigint NOT NULL,
    received_by bigint NOT NULL,
    rack text NOT NULL,
    position smallint NOT NULL,
    stored_at bigint NOT NULL,
    keep_until bigint NOT NULL,
    sent_to integer NOT NULL,           -- the laboratory it was sent to; 0 none
    round_id bigint NOT NULL,           -- the round of a visiting nurse; 0 none
    changed_at bigint NOT NULL,
    version integer NOT NULL,           -- of the row
    CONSTRAINT specimen_pk PRIMARY KEY (patient_id, specimen_id)
);

CREATE INDEX specimen_request ON specimen (patient_id, request_id);
CREATE INDEX specimen_list ON specimen (site, laboratory_id, state, planned_at);
CREATE INDEX specimen_rack ON specimen (site, rack, position);

-- Whose the tube with this number is. Like a blind token it is looked up in a query of its own.
CREATE TABLE specimen_number (
    number text NOT NULL,
    site smallint NOT NULL,
    patient_id bigint NOT NULL,
    specimen_id bigint NOT NULL,
    CONSTRAINT specimen_number_pk PRIMARY KEY (number, site)
);

-- One analysis of one order.
CREATE TABLE observation_task (
    patient_id bigint NOT NULL,
    task_id bigint NOT NULL,
    site smallint NOT NULL,
    laboratory_id integer NOT NULL,
    request_id bigint NOT NULL,
    specimen_id bigint NOT NULL,
    analysis text NULL,                 -- code in the catalogue; null where it is sensitive
    analysis_token bigint NOT NULL,     -- blind token of number and code where it is sensitive; else 0
    section smallint NOT NULL,
    status smallint NOT NULL,           -- 1 registered, 2 ready (its tube is here), 3 resulted, 4 technically validated,
                                        -- 5 final, 6 cancelled
    hold smallint NOT NULL,             -- 0 none, 1 held by a biologist, 2 rerun wanted, 3 blocked (control, contradiction)
    attention smallint NOT NULL,        -- 0 none, 1 to look at, 2 critical
    priority smallint NOT NULL,
    sex smallint NOT NULL,
    age_days integer NOT NULL,
    instrument_id integer NOT NULL,     -- of the run that counts; 0 none
    registered_at bigint NOT NULL,
    ready_at bigint NOT NULL,
    resulted_at bigint NOT NULL,
    technical_at bigint NOT NULL,
    technical_by bigint NOT NULL,
    final_at bigint NOT NULL,
    final_by bigint NOT NULL,
    due_at bigint NOT NULL,             -- when the result is promised
    changed_at bigint NOT NULL,
    version integer NOT NULL,           -- of the row: each step is an UPDATE … WHERE version = @seen
    CONSTRAINT observation_task_pk PRIMARY KEY (patient_id, task_id)
);

CREATE INDEX observation_task_request ON observation_task (patient_id, request_id);
CREATE INDEX observation_task_list ON observation_task (site, laboratory_id, status, section, due_at);

-- One determination of a task: from an instrument or by hand. Its sealed Observation bears the same number; reruns are
-- further rows, and a rejected one stays.
CREATE TABLE observation_run (
    patient_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    task_id bigint NOT NULL,
    site smallint NOT NULL,
    instrument_id integer NOT NULL,     -- 0 by hand
    state smallint NOT NULL,            -- 1 arrived, 2 kept, 3 rejected
    attention smallint NOT NULL,
    resulted_at bigint NOT NULL,
    recorded_by bigint NOT NULL,        -- 0 from the instrument
    entry_version integer NOT NULL,
    CONSTRAINT observation_run_pk PRIMARY KEY (patient_id, entry_id)
);

CREATE INDEX observation_run_task ON observation_run (patient_id, task_id);
CREATE INDEX observation_run_instrument ON observation_run (site, instrument_id, resulted_at);
