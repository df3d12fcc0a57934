-- What analysers are connected by and what their codes mean. Configuration, and what came in and did not fit; nothing
-- here names a patient.

-- How an instrument is reached; one link each.
CREATE TABLE instrument_link (
    site smallint NOT NULL,
    instrument_id integer NOT NULL,
    protocol smallint NOT NULL,         -- 1 ASTM, 2 HL7 over MLLP
    mode smallint NOT NULL,             -- 1 it connects to us, 2 we connect to it
    address text NOT NULL,              -- mode 1: the address listened on; mode 2: its own
    port integer NOT NULL,
    allowed text NOT NULL,              -- mode 1: addresses that may connect, separated by spaces
    answers_queries smallint NOT NULL,  -- whether it is told what to measure
    is_enabled smallint NOT NULL,
    CONSTRAINT instrument_link_pk PRIMARY KEY (site, instrument_id)
);

-- What an instrument's code means in the catalogue: value × factor is in the catalogue's first unit.
CREATE TABLE instrument_code (
    site smallint NOT NULL,
    instrument_id integer NOT NULL,
    code text NOT NULL,                 -- as the instrument sends it
    analysis text NOT NULL,             -- in the catalogue
    unit text NOT NULL,                 -- as the instrument sends it; empty for any or none
    factor text NOT NULL,               -- a decimal number
    CONSTRAINT instrument_code_pk PRIMARY KEY (site, instrument_id, code)
);

-- Messages that were taken in: one that comes again is known by a keyed digest and not taken twice.
CREATE TABLE instrument_message (
    site smallint NOT NULL,
    instrument_id integer NOT NULL,
    digest bigint NOT NULL,
    received_at bigint NOT NULL,
    CONSTRAINT instrument_message_pk PRIMARY KEY (site, instrument_id, digest)
);

CREATE INDEX instrument_message_age ON instrument_message (received_at);

-- What came in and fits nobody: sealed with a key that only the laboratory's machine client can ask for.
CREATE TABLE instrument_aside (
    site smallint NOT NULL,
    aside_id bigint NOT NULL,
    laboratory_id integer NOT NULL,
    instrument_id integer NOT NULL,
    reason smallint NOT NULL,
    state smallint NOT NULL,            -- 1 waiting, 2 taken in after all, 3 discarded
    received_at bigint NOT NULL,
    resolved_at bigint NOT NULL,        -- 0 not yet
    resolved_by bigint NOT NULL,
    resolution text NOT NULL,           -- why it was discarded; empty else
    sealed text NOT NULL,               -- nonce, ciphertext, tag, in Base64; empty once resolved
    CONSTRAINT instrument_aside_pk PRIMARY KEY (site, aside_id)
);

CREATE INDEX instrument_aside_list ON instrument_aside (site, laboratory_id, state, received_at);
