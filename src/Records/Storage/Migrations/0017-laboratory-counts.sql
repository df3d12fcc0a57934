-- Counters of the laboratory, written with the event that they count. They name nobody and nothing that is somebody's.
-- One event adds to three rows: its day and its month, both by section, and its month by hour, all sections together.
-- Slots let several transactions count at once.
CREATE TABLE laboratory_count (
    site smallint NOT NULL,
    laboratory_id integer NOT NULL,
    period integer NOT NULL,            -- a day as yyyymmdd, or a month as yyyymm
    hour smallint NOT NULL,             -- 0 to 23, local, of a month by hour; else -1
    kind smallint NOT NULL,
    section smallint NOT NULL,          -- 0: the laboratory as a whole, and by hour
    detail integer NOT NULL,            -- by kind: a cause, an instrument, a bucket of minutes; else 0
    slot smallint NOT NULL,
    amount bigint NOT NULL,
    CONSTRAINT laboratory_count_pk PRIMARY KEY (site, laboratory_id, period, hour, kind, section, detail, slot)
);
