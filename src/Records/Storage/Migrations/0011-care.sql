-- Care that is due, and what became of it: which, when, where. What it is stands in the sealed plan of the same number.
CREATE TABLE care_task (
    patient_id bigint NOT NULL,
    action_id bigint NOT NULL,          -- the plan's entry
    due_at bigint NOT NULL,
    site smallint NOT NULL,
    unit_id integer NOT NULL,
    status smallint NOT NULL,           -- 1 due, 2 done, 3 not done, 5 stopped
    handled_at bigint NULL,
    handled_by bigint NULL,
    CONSTRAINT care_task_pk PRIMARY KEY (patient_id, action_id, due_at)
);

CREATE INDEX care_task_due ON care_task (site, unit_id, status, due_at);
