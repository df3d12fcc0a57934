-- Signed reports: what the list of unsigned ones is held against. The report itself is the sealed DiagnosticReport of the
-- same number; each edition is a version of it.
CREATE TABLE diagnostic_report (
    patient_id bigint NOT NULL,
    report_id bigint NOT NULL,
    site smallint NOT NULL,
    laboratory_id integer NOT NULL,
    request_id bigint NOT NULL,
    is_sensitive smallint NOT NULL,
    status smallint NOT NULL,           -- 1 partial, 2 final, 3 corrected
    entry_version integer NOT NULL,
    issued_at bigint NOT NULL,
    issued_by bigint NOT NULL,
    analyses integer NOT NULL,
    covered_until bigint NOT NULL,      -- the last change of an analysis that it tells
    delivered_at bigint NOT NULL,       -- of this edition; 0 not yet
    CONSTRAINT diagnostic_report_pk PRIMARY KEY (patient_id, report_id),
    CONSTRAINT diagnostic_report_uq UNIQUE (patient_id, request_id, is_sensitive)
);

CREATE INDEX observation_task_changed ON observation_task (site, laboratory_id, changed_at);
