-- Sealed entries and links. Every key begins with the column that the table would be sharded by.

CREATE TABLE entry (
    patient_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    recorded_at bigint NOT NULL,
    author_id bigint NOT NULL,
    log_index bigint NOT NULL,
    version integer NOT NULL,
    compartment smallint NOT NULL,
    resource_type smallint NOT NULL,
    content_token bigint NULL,          -- keyed digest of what an import sealed, to know it again; bound to the patient
    wrapped_key bytea NOT NULL,
    ciphertext bytea NOT NULL,
    CONSTRAINT entry_pk PRIMARY KEY (patient_id, entry_id, version)
);

-- Two records of one person: the replaced one is shown with the survivor. Separating deletes the row; the log keeps both.
CREATE TABLE patient_link (
    patient_id bigint NOT NULL,
    survivor_id bigint NOT NULL,
    linked_at bigint NOT NULL,
    log_index bigint NOT NULL,
    CONSTRAINT patient_link_pk PRIMARY KEY (patient_id)
);

CREATE INDEX patient_link_survivor ON patient_link (survivor_id);
