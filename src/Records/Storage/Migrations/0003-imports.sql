-- Where an import stands, committed together with the rows it made, and what was found, by line: never content.

CREATE TABLE import_job (
    import_id bigint NOT NULL,
    site smallint NOT NULL,
    profile text NOT NULL,
    profile_sha256 text NOT NULL,
    file_sha256 text NOT NULL,          -- of the whole file
    file_length_bytes bigint NOT NULL,
    state smallint NOT NULL,            -- 1 running, 2 complete, 3 source retired
    begun_at bigint NOT NULL,
    completed_at bigint NULL,
    next_offset_bytes bigint NOT NULL,
    next_line bigint NOT NULL,
    counts text NOT NULL,               -- JSON
    certificate text NULL,              -- signed note
    CONSTRAINT import_job_pk PRIMARY KEY (import_id)
);

CREATE TABLE import_finding (
    import_id bigint NOT NULL,
    line bigint NOT NULL,
    ordinal smallint NOT NULL,
    refused smallint NOT NULL,          -- 1 the row was refused, 0 imported with a flag
    code text NOT NULL,
    source_column text NULL,
    CONSTRAINT import_finding_pk PRIMARY KEY (import_id, line, ordinal)
);
