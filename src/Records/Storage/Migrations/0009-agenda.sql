-- What an establishment's agendas are made of. No patient: site configuration, small look-up tables.

CREATE TABLE agenda_place (
    site smallint NOT NULL,
    place_id integer NOT NULL,
    name text NOT NULL,
    is_alsace_moselle smallint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT agenda_place_pk PRIMARY KEY (site, place_id)
);

CREATE TABLE schedule (
    site smallint NOT NULL,
    schedule_id integer NOT NULL,
    kind smallint NOT NULL,             -- 1 practitioner, 2 room
    name text NOT NULL,
    staff_id bigint NULL,
    unit_id integer NOT NULL,           -- 0: none
    place_id integer NOT NULL,
    step_minutes smallint NOT NULL,
    is_active smallint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT schedule_pk PRIMARY KEY (site, schedule_id)
);

CREATE TABLE schedule_hours (
    site smallint NOT NULL,
    schedule_id integer NOT NULL,
    weekday smallint NOT NULL,          -- 1 Monday to 7 Sunday
    from_minute smallint NOT NULL,
    until_minute smallint NOT NULL,
    CONSTRAINT schedule_hours_pk PRIMARY KEY (site, schedule_id, weekday, from_minute)
);

CREATE TABLE schedule_exception (
    site smallint NOT NULL,
    schedule_id integer NOT NULL,
    exception_id bigint NOT NULL,
    first_day integer NOT NULL,         -- yyyymmdd
    last_day integer NOT NULL,
    is_extra smallint NOT NULL,         -- 0 closed, 1 extra hours
    from_minute smallint NOT NULL,
    until_minute smallint NOT NULL,
    CONSTRAINT schedule_exception_pk PRIMARY KEY (site, schedule_id, exception_id)
);

CREATE TABLE consultation_kind (
    site smallint NOT NULL,
    kind_id integer NOT NULL,
    name text NOT NULL,
    minutes smallint NOT NULL,
    colour smallint NOT NULL,
    is_overbookable smallint NOT NULL,
    is_discreet smallint NOT NULL,
    is_active smallint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT consultation_kind_pk PRIMARY KEY (site, kind_id)
);

CREATE TABLE consultation_kind_schedule (
    site smallint NOT NULL,
    kind_id integer NOT NULL,
    schedule_id integer NOT NULL,
    CONSTRAINT consultation_kind_schedule_pk PRIMARY KEY (site, kind_id, schedule_id)
);

-- Who holds which five minutes of which agenda. Its key is what makes two bookings of one moment impossible; lane 0 is
-- everybody's, higher lanes are overbookings. It names no patient.
CREATE TABLE slot_claim (
    site smallint NOT NULL,
    schedule_id integer NOT NULL,
    day integer NOT NULL,
    cell smallint NOT NULL,             -- minute of the day / 5
    lane smallint NOT NULL,
    appointment_id bigint NOT NULL,
    CONSTRAINT slot_claim_pk PRIMARY KEY (site, schedule_id, day, cell, lane)
);

-- The day list becomes the agenda's rows. Status: 1 expected, 2 arrived, 3 done, 4 cancelled, 5 in consultation,
-- 6 did not come. A row without an agenda is somebody expected in a unit; rows of before are such.
ALTER TABLE appointment ADD COLUMN schedule_id integer NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN room_id integer NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN minutes smallint NOT NULL DEFAULT 15;
ALTER TABLE appointment ADD COLUMN kind_id integer NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN is_overbooked smallint NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN reason smallint NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN staff_relationship_id bigint NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN entry_id bigint NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN entry_version integer NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN series_id bigint NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN arrived_at bigint NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN started_at bigint NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN ended_at bigint NOT NULL DEFAULT 0;

CREATE INDEX appointment_schedule ON appointment (site, schedule_id, day);
CREATE INDEX appointment_room ON appointment (site, room_id, day);

-- Who waits for an earlier or any date. What was said with it is in the sealed entry.
CREATE TABLE waiting_patient (
    patient_id bigint NOT NULL,
    waiting_id bigint NOT NULL,
    site smallint NOT NULL,
    schedule_id integer NOT NULL,       -- 0: any
    kind_id integer NOT NULL,           -- 0: any, or one that tells too much
    minutes smallint NOT NULL,
    first_day integer NOT NULL,
    last_day integer NOT NULL,
    day_parts smallint NOT NULL,        -- 1 morning, 2 afternoon, 3 both
    since bigint NOT NULL,
    status smallint NOT NULL,           -- 1 waits, 2 booked, 3 withdrawn
    entry_id bigint NOT NULL,
    entry_version integer NOT NULL,
    created_by bigint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT waiting_patient_pk PRIMARY KEY (patient_id, waiting_id)
);

CREATE INDEX waiting_patient_site ON waiting_patient (site, status, since);
