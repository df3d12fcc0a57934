-- What biologists work with beside the worklists (ADR 0022): no name, no value, no free text of a patient.

-- Comments by short codes. Configuration.
CREATE TABLE laboratory_comment (
    site smallint NOT NULL,
    laboratory_id integer NOT NULL,
    code text NOT NULL,                 -- typed at validation
    body text NOT NULL,                 -- what the report says
    is_active smallint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT laboratory_comment_pk PRIMARY KEY (site, laboratory_id, code)
);

-- Rules for automatic release. A row releases nothing: what is in force, and the digest of its content, stands with the
-- custodian. Versions are never changed.
CREATE TABLE laboratory_rule (
    site smallint NOT NULL,
    laboratory_id integer NOT NULL,
    rule_number integer NOT NULL,
    rule_version integer NOT NULL,
    content text NOT NULL,              -- JSON, canonical
    written_by bigint NOT NULL,
    written_at bigint NOT NULL,
    CONSTRAINT laboratory_rule_pk PRIMARY KEY (site, laboratory_id, rule_number, rule_version)
);

-- By when a critical value must be told, and who follows when nobody answers. Configuration.
CREATE TABLE critical_setting (
    site smallint NOT NULL,
    laboratory_id integer NOT NULL,
    routine_minutes integer NOT NULL,
    urgent_minutes integer NOT NULL,
    step_minutes integer NOT NULL,      -- without an answer, from one person of the list to the next
    by_analysis text NOT NULL,          -- lines "CODE minutes"
    chain text NOT NULL,                -- lines "name; phone", first first
    version integer NOT NULL,
    CONSTRAINT critical_setting_pk PRIMARY KEY (site, laboratory_id)
);

-- How far the call about a critical analysis has come. What was said, to whom, stands in sealed Communications.
CREATE TABLE critical_call (
    patient_id bigint NOT NULL,
    task_id bigint NOT NULL,
    site smallint NOT NULL,
    laboratory_id integer NOT NULL,
    attempts smallint NOT NULL,         -- without an answer
    last_attempt_at bigint NOT NULL,
    told_at bigint NOT NULL,            -- read back and acknowledged; 0 not yet
    told_by bigint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT critical_call_pk PRIMARY KEY (patient_id, task_id)
);

CREATE INDEX observation_task_critical ON observation_task (site, laboratory_id, resulted_at) WHERE attention = 2;
