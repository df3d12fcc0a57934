-- The versions that a site makes of its laboratory's catalogue; version 1 is what is shipped. Configuration: nothing of
-- a patient. Rows are only added: results name the version that they were made with.

CREATE TABLE catalogue_version (
    site smallint NOT NULL,
    version integer NOT NULL,           -- from 2
    effective_from bigint NOT NULL,     -- never before recorded_at
    recorded_at bigint NOT NULL,
    recorded_by bigint NOT NULL,        -- of staff
    reason text NOT NULL,
    CONSTRAINT catalogue_version_pk PRIMARY KEY (site, version)
);

-- The items that a version sets, whole.
CREATE TABLE catalogue_item (
    site smallint NOT NULL,
    version integer NOT NULL,
    kind smallint NOT NULL,             -- 1 analysis, 2 panel, 3 container
    code text NOT NULL,
    body text NULL,                     -- as JSON; null where it is not offered from then on
    CONSTRAINT catalogue_item_pk PRIMARY KEY (site, version, kind, code)
);
