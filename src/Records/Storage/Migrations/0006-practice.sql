-- What paper says of who writes and from where. Nothing of a patient.

CREATE TABLE practice (
    staff_id bigint NOT NULL,
    title text NULL,
    specialty text NULL,
    rpps text NULL,                     -- eleven digits
    phone text NULL,                    -- E.164
    updated_at bigint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT practice_pk PRIMARY KEY (staff_id)
);

CREATE TABLE site_details (
    site_code text NOT NULL,
    address text NULL,
    phone text NULL,                    -- E.164
    updated_at bigint NOT NULL,
    updated_by bigint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT site_details_pk PRIMARY KEY (site_code)
);
