-- Rules of the bench that a biologist edits on screen: each version is a row, the newest of a code counts. Configuration.
CREATE TABLE bench_rule (
    site smallint NOT NULL,
    code text NOT NULL,
    version integer NOT NULL,
    is_active smallint NOT NULL,
    moment smallint NOT NULL,           -- 1 result, 2 technical validation
    condition text NOT NULL,
    action smallint NOT NULL,           -- 1 add, 2 reject, 3 hold
    target text NOT NULL,               -- code of the analysis
    reason text NOT NULL,
    changed_at bigint NOT NULL,
    changed_by bigint NOT NULL,
    CONSTRAINT bench_rule_pk PRIMARY KEY (site, code, version)
);
