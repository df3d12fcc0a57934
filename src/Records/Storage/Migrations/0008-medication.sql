-- That a dose is due for somebody at a time, in a unit: neither what nor why.

CREATE TABLE medication_due (
    patient_id bigint NOT NULL,
    request_id bigint NOT NULL,         -- the entry of the line
    due_at bigint NOT NULL,             -- milliseconds since 1970
    site smallint NOT NULL,
    unit_id integer NOT NULL,
    state smallint NOT NULL,            -- 1 due, 2 given, 3 refused, 4 postponed, 5 not given, 6 stopped
    version integer NOT NULL,
    CONSTRAINT medication_due_pk PRIMARY KEY (patient_id, request_id, due_at)
);

CREATE INDEX medication_due_unit ON medication_due (site, unit_id, due_at);

-- Templates of lines, without anybody's data. A row of a physician's own names her; one of the house names nobody.
CREATE TABLE standing_order (
    standing_order_id bigint NOT NULL,
    site_code text NOT NULL,
    staff_id bigint NULL,
    name text NOT NULL,
    lines text NOT NULL,                -- JSON
    created_by bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT standing_order_pk PRIMARY KEY (standing_order_id)
);

CREATE INDEX standing_order_site ON standing_order (site_code);
