-- Beds and boxes: the site's configuration and their state. Nobody's name; whose they are stands in bed_stay.
CREATE TABLE bed (
    site smallint NOT NULL,
    bed_id bigint NOT NULL,
    unit_id integer NOT NULL,
    room text NOT NULL,
    name text NOT NULL,
    kind smallint NOT NULL,             -- 1 bed, 2 box of an emergency department
    can_isolate smallint NOT NULL,
    state smallint NOT NULL,            -- 1 free, 2 to clean, 3 closed, 4 reserved; free while somebody lies in it
    reserved_for bigint NULL,           -- the planned stay; null for a reservation by hand
    removed smallint NOT NULL,
    version integer NOT NULL,           -- every change of the bed or of who lies in it: the row is the bed's lock
    changed_at bigint NOT NULL,
    CONSTRAINT bed_pk PRIMARY KEY (site, bed_id)
);

CREATE INDEX bed_unit ON bed (site, unit_id);

-- One row a stay, for boards and lists: routing only. The stay itself is a sealed entry of the same number.
CREATE TABLE encounter (
    patient_id bigint NOT NULL,
    encounter_id bigint NOT NULL,
    site smallint NOT NULL,
    class smallint NOT NULL,            -- 1 inpatient, 2 emergency, 3 outpatient
    status smallint NOT NULL,           -- 1 planned, 2 present, 3 away, 4 finished, 5 cancelled
    unit_id integer NOT NULL,
    bed_id bigint NULL,
    physician_id bigint NULL,
    isolation smallint NOT NULL,
    expected_at bigint NULL,
    expected_out integer NULL,          -- yyyymmdd, local
    started_at bigint NULL,
    ended_at bigint NULL,
    seen_at bigint NULL,                -- when a physician took the patient on
    disposition smallint NULL,
    triage smallint NULL,               -- level of the FRENCH scale
    triaged_at bigint NULL,
    version integer NOT NULL,           -- of the sealed entry
    changed_at bigint NOT NULL,
    CONSTRAINT encounter_pk PRIMARY KEY (patient_id, encounter_id)
);

CREATE INDEX encounter_unit ON encounter (site, unit_id, status);

-- Nobody is in two stays at a time.
CREATE TABLE open_stay (
    patient_id bigint NOT NULL,
    encounter_id bigint NOT NULL,
    CONSTRAINT open_stay_pk PRIMARY KEY (patient_id)
);

-- Who lay where and when; until is the largest number while it lasts. Two stretches of one bed never overlap: they
-- are written while the bed's row is held.
CREATE TABLE bed_stay (
    patient_id bigint NOT NULL,
    encounter_id bigint NOT NULL,
    ordinal smallint NOT NULL,
    site smallint NOT NULL,
    unit_id integer NOT NULL,
    bed_id bigint NOT NULL,
    from_ms bigint NOT NULL,
    until_ms bigint NOT NULL,
    CONSTRAINT bed_stay_pk PRIMARY KEY (patient_id, encounter_id, ordinal)
);

CREATE INDEX bed_stay_bed ON bed_stay (site, bed_id, until_ms);

-- The care relationships that a stay has declared, to renew and to end them.
CREATE TABLE stay_care (
    patient_id bigint NOT NULL,
    encounter_id bigint NOT NULL,
    relationship_id bigint NOT NULL,
    unit_id integer NULL,
    staff_id bigint NULL,
    declared_by bigint NOT NULL,
    by_desk smallint NOT NULL,          -- declared by reception, which reads no clinical content
    from_ms bigint NOT NULL,
    until_ms bigint NOT NULL,
    CONSTRAINT stay_care_pk PRIMARY KEY (patient_id, encounter_id, relationship_id)
);

CREATE INDEX stay_care_unit ON stay_care (unit_id);
