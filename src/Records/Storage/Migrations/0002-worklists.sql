-- Worklists hold what routing needs and a random patient number: no name, no diagnosis, no free text.

CREATE TABLE appointment (
    patient_id bigint NOT NULL,
    appointment_id bigint NOT NULL,
    site smallint NOT NULL,
    day integer NOT NULL,               -- yyyymmdd, local
    minute_of_day smallint NOT NULL,    -- planned time, local
    unit_id integer NOT NULL,
    staff_id bigint NULL,
    status smallint NOT NULL,           -- 1 expected, 2 arrived, 3 done, 4 cancelled
    created_by bigint NOT NULL,
    relationship_id bigint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT appointment_pk PRIMARY KEY (patient_id, appointment_id)
);

CREATE INDEX appointment_day ON appointment (site, day, unit_id);

-- The newest checkpoints of the log as this side saw them: a log cut short or forked later contradicts them.
CREATE TABLE checkpoint (
    tree_size bigint NOT NULL,
    received_at bigint NOT NULL,
    signed_note text NOT NULL,
    CONSTRAINT checkpoint_pk PRIMARY KEY (tree_size)
);
