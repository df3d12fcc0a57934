-- What happens to containers beyond their row: non-conformities, rounds of visiting nurses, other laboratories. No name,
-- no result, no free text.

CREATE INDEX specimen_round ON specimen (site, round_id);
CREATE INDEX specimen_keep ON specimen (site, laboratory_id, state, keep_until);

-- One non-conformity; what was said and who was told stands in the sealed Provenance.
CREATE TABLE specimen_nonconformity (
    patient_id bigint NOT NULL,
    nonconformity_id bigint NOT NULL,
    site smallint NOT NULL,
    laboratory_id integer NOT NULL,
    specimen_id bigint NOT NULL,
    number text NOT NULL,
    container text NOT NULL,
    ward_id integer NOT NULL,
    cause smallint NOT NULL,
    action smallint NOT NULL,           -- 1 refused, 2 accepted with reserve, 3 to be taken again
    replaced_by text NOT NULL,          -- the number of the tube that is taken instead; empty for none
    informed_at bigint NOT NULL,        -- 0 nobody yet
    recorded_at bigint NOT NULL,
    recorded_by bigint NOT NULL,
    CONSTRAINT specimen_nonconformity_pk PRIMARY KEY (patient_id, nonconformity_id)
);

CREATE INDEX specimen_nonconformity_list ON specimen_nonconformity (site, laboratory_id, recorded_at);

-- A visiting nurse's round: who may open which patients' addresses, until when. Its tubes bear its number.
CREATE TABLE collection_round (
    site smallint NOT NULL,
    round_id bigint NOT NULL,
    laboratory_id integer NOT NULL,
    nurse_id bigint NOT NULL,
    made_by bigint NOT NULL,
    made_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    opened_at bigint NOT NULL,          -- first time; 0 never
    withdrawn_at bigint NOT NULL,       -- 0 not
    version integer NOT NULL,
    CONSTRAINT collection_round_pk PRIMARY KEY (site, round_id)
);

CREATE INDEX collection_round_list ON collection_round (site, laboratory_id, expires_at);

-- Laboratories to which specimens are sent. Configuration.
CREATE TABLE outside_laboratory (
    site smallint NOT NULL,
    outside_id integer NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    phone text NOT NULL,
    is_active smallint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT outside_laboratory_pk PRIMARY KEY (site, outside_id)
);

-- One container on its way to another laboratory.
CREATE TABLE specimen_sending (
    patient_id bigint NOT NULL,
    specimen_id bigint NOT NULL,
    site smallint NOT NULL,
    laboratory_id integer NOT NULL,
    outside_id integer NOT NULL,
    parcel_id bigint NOT NULL,          -- what went together
    number text NOT NULL,
    container text NOT NULL,
    sent_at bigint NOT NULL,
    sent_by bigint NOT NULL,
    expected_at bigint NOT NULL,
    returned_at bigint NOT NULL,        -- 0 not yet
    returned_by bigint NOT NULL,
    CONSTRAINT specimen_sending_pk PRIMARY KEY (patient_id, specimen_id)
);

CREATE INDEX specimen_sending_list ON specimen_sending (site, laboratory_id, returned_at, expected_at);
CREATE INDEX specimen_sending_parcel ON specimen_sending (site, parcel_id);
