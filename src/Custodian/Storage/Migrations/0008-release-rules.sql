-- Rules by which a laboratory releases results without a biologist, as two people switched them on. In the register
-- (docs/formats/custody-seals.md). digest: SHA-256 over the rule's content. Times are milliseconds since 1970.
CREATE TABLE release_rule (
    unit_id integer NOT NULL,
    rule_number integer NOT NULL,
    active_at bigint NOT NULL,
    proposed_by bigint NOT NULL,
    approved_by bigint NOT NULL,
    ended_at bigint,
    ended_by bigint,
    rule_version integer NOT NULL,
    site smallint NOT NULL,
    digest bytea NOT NULL,
    name text NOT NULL,
    rule_text text NOT NULL,
    CONSTRAINT release_rule_pk PRIMARY KEY (unit_id, rule_number, active_at)
);
