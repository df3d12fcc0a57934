-- Quality control of the laboratory. No patient but in control_review, which names determinations by their numbers.
-- What was measured, set and done stays: rows of it are inserted and never changed. Numbers of the trade stand as they
-- were typed, with their decimals, as text in invariant form.

CREATE TABLE control_material (
    site smallint NOT NULL,
    material_id bigint NOT NULL,
    laboratory_id integer NOT NULL,
    name text NOT NULL,
    supplier text NOT NULL,
    section smallint NOT NULL,
    is_active smallint NOT NULL,
    version integer NOT NULL,
    set_at bigint NOT NULL,
    set_by bigint NOT NULL,
    CONSTRAINT control_material_pk PRIMARY KEY (site, material_id)
);

CREATE TABLE control_lot (
    site smallint NOT NULL,
    lot_id bigint NOT NULL,
    material_id bigint NOT NULL,
    number text NOT NULL,
    expires_on integer NOT NULL,        -- yyyymmdd, the last day
    state smallint NOT NULL,            -- 1 in parallel with the one in use, 2 in use, 3 used up
    version integer NOT NULL,
    set_at bigint NOT NULL,
    set_by bigint NOT NULL,
    CONSTRAINT control_lot_pk PRIMARY KEY (site, lot_id)
);

CREATE TABLE control_level (
    site smallint NOT NULL,
    level_id bigint NOT NULL,
    lot_id bigint NOT NULL,
    level smallint NOT NULL,            -- 1 the lowest
    code text NOT NULL,                 -- what instruments call it, in capitals; unique among lots that are not used up
    CONSTRAINT control_level_pk PRIMARY KEY (site, level_id)
);

-- What a level should give; the newest counts.
CREATE TABLE control_target (
    site smallint NOT NULL,
    target_id bigint NOT NULL,
    level_id bigint NOT NULL,
    instrument_id integer NOT NULL,
    analysis text NOT NULL,
    mean text NOT NULL,
    sd text NOT NULL,
    kind smallint NOT NULL,             -- 1 assigned by the supplier, 2 from own results
    based_on integer NOT NULL,          -- own results that it was made of; else 0
    reason text NOT NULL,
    set_at bigint NOT NULL,
    set_by bigint NOT NULL,
    CONSTRAINT control_target_pk PRIMARY KEY (site, target_id)
);

CREATE INDEX control_target_newest ON control_target (site, instrument_id, analysis, level_id, set_at);

-- Which rules judge an analysis on an instrument, and how often it is to be controlled; the newest counts.
CREATE TABLE control_plan (
    site smallint NOT NULL,
    plan_id bigint NOT NULL,
    instrument_id integer NOT NULL,
    analysis text NOT NULL,
    rules text NOT NULL,                -- as ControlRules.ToText writes them
    every_minutes integer NOT NULL,     -- 0: whenever
    levels smallint NOT NULL,           -- different levels that each time wants
    blocks_overdue smallint NOT NULL,
    allowable_error text NOT NULL,      -- total, in per cent; empty where none is set
    error_source text NOT NULL,         -- where it comes from
    is_active smallint NOT NULL,
    set_at bigint NOT NULL,
    set_by bigint NOT NULL,
    CONSTRAINT control_plan_pk PRIMARY KEY (site, plan_id)
);

CREATE INDEX control_plan_newest ON control_plan (site, instrument_id, analysis, set_at);

-- Reagents and calibrators from when on; the next of the same name on the instrument takes its place.
CREATE TABLE reagent_lot (
    site smallint NOT NULL,
    use_id bigint NOT NULL,
    instrument_id integer NOT NULL,
    kind smallint NOT NULL,             -- 1 reagent, 2 calibrator
    name text NOT NULL,
    analyses text NOT NULL,             -- codes between blanks; empty for all of the instrument
    number text NOT NULL,
    expires_on integer NOT NULL,        -- yyyymmdd, the last day
    from_at bigint NOT NULL,
    set_at bigint NOT NULL,
    set_by bigint NOT NULL,
    CONSTRAINT reagent_lot_pk PRIMARY KEY (site, use_id)
);

CREATE INDEX reagent_lot_instrument ON reagent_lot (site, instrument_id, from_at);

-- A control's result with the target that it was judged by.
CREATE TABLE control_result (
    site smallint NOT NULL,
    result_id bigint NOT NULL,
    instrument_id integer NOT NULL,
    analysis text NOT NULL,
    level_id bigint NOT NULL,
    value text NOT NULL,
    mean text NOT NULL,                 -- empty where there was no target
    sd text NOT NULL,
    verdict smallint NOT NULL,          -- 0 not judged, 1 good, 2 warning, 3 rejected
    measured_at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    recorded_by bigint NOT NULL,        -- 0 from the instrument
    remark text NOT NULL,
    CONSTRAINT control_result_pk PRIMARY KEY (site, result_id)
);

CREATE INDEX control_result_series ON control_result (site, instrument_id, analysis, measured_at);

CREATE TABLE control_violation (
    site smallint NOT NULL,
    result_id bigint NOT NULL,
    rule text NOT NULL,
    severity smallint NOT NULL,         -- 1 warning, 2 rejected
    CONSTRAINT control_violation_pk PRIMARY KEY (site, result_id, rule)
);

-- What a person did about a rejected result, or said of a warning.
CREATE TABLE control_action (
    site smallint NOT NULL,
    action_id bigint NOT NULL,
    instrument_id integer NOT NULL,
    analysis text NOT NULL,
    result_id bigint NOT NULL,
    cause smallint NOT NULL,
    measure smallint NOT NULL,
    excludes smallint NOT NULL,         -- whether the result is left out of statistics
    comment text NOT NULL,
    done_at bigint NOT NULL,
    done_by bigint NOT NULL,
    CONSTRAINT control_action_pk PRIMARY KEY (site, action_id)
);

CREATE INDEX control_action_analysis ON control_action (site, instrument_id, analysis, done_at);

-- Release is blocked from a rejected result until an action and a good result of the same level came after it. At most
-- one is open of each level; its two numbers go back to 0 when a further result is rejected.
CREATE TABLE control_block (
    site smallint NOT NULL,
    block_id bigint NOT NULL,
    instrument_id integer NOT NULL,
    analysis text NOT NULL,
    level_id bigint NOT NULL,
    first_result_id bigint NOT NULL,
    result_id bigint NOT NULL,          -- the last rejected one
    last_good_at bigint NOT NULL,       -- the last good result before it, of all levels; 0 none
    blocked_at bigint NOT NULL,         -- when the first rejected one was measured
    action_id bigint NOT NULL,
    good_result_id bigint NOT NULL,
    released_at bigint NOT NULL,        -- 0 while it blocks
    CONSTRAINT control_block_pk PRIMARY KEY (site, block_id)
);

CREATE INDEX control_block_open ON control_block (site, released_at, instrument_id, analysis);

-- Where each level of an analysis stands, for the overview and for what is overdue. Level 0 is the analysis itself: whoever
-- writes a result changes its row first, so that results of one analysis are judged one after the other.
CREATE TABLE control_state (
    site smallint NOT NULL,
    instrument_id integer NOT NULL,
    analysis text NOT NULL,
    level_id bigint NOT NULL,
    last_at bigint NOT NULL,
    last_good_at bigint NOT NULL,
    verdict smallint NOT NULL,          -- of the last
    version integer NOT NULL,
    CONSTRAINT control_state_pk PRIMARY KEY (site, instrument_id, analysis, level_id)
);

-- That somebody looked at a patient's determination again after a control went out.
CREATE TABLE control_review (
    patient_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    block_id bigint NOT NULL,
    site smallint NOT NULL,
    outcome smallint NOT NULL,          -- 1 stands, 2 to be measured again, 3 to be corrected
    reviewed_at bigint NOT NULL,
    reviewed_by bigint NOT NULL,
    CONSTRAINT control_review_pk PRIMARY KEY (patient_id, entry_id, block_id)
);

CREATE INDEX control_review_block ON control_review (site, block_id);

-- A change of lot measured with the old and the new one side by side, and what was decided.
CREATE TABLE parallel_run (
    site smallint NOT NULL,
    parallel_id bigint NOT NULL,
    instrument_id integer NOT NULL,
    analysis text NOT NULL,
    kind smallint NOT NULL,             -- 1 reagent, 2 calibrator, 3 control
    name text NOT NULL,
    old_lot text NOT NULL,
    new_lot text NOT NULL,
    limit_percent text NOT NULL,        -- mean difference that is accepted
    begun_at bigint NOT NULL,
    begun_by bigint NOT NULL,
    CONSTRAINT parallel_run_pk PRIMARY KEY (site, parallel_id)
);

CREATE TABLE parallel_pair (
    site smallint NOT NULL,
    parallel_id bigint NOT NULL,
    pair_id bigint NOT NULL,
    sample text NOT NULL,               -- a control or a pool; never a person's name or number
    old_value text NOT NULL,
    new_value text NOT NULL,
    recorded_at bigint NOT NULL,
    recorded_by bigint NOT NULL,
    CONSTRAINT parallel_pair_pk PRIMARY KEY (site, parallel_id, pair_id)
);

CREATE TABLE parallel_decision (
    site smallint NOT NULL,
    parallel_id bigint NOT NULL,
    is_accepted smallint NOT NULL,
    comment text NOT NULL,
    decided_at bigint NOT NULL,
    decided_by bigint NOT NULL,
    CONSTRAINT parallel_decision_pk PRIMARY KEY (site, parallel_id)
);

-- External quality assessment. A correction is a new row that names the one it replaces.
CREATE TABLE external_assessment (
    site smallint NOT NULL,
    assessment_id bigint NOT NULL,
    replaces bigint NOT NULL,           -- 0 none
    programme text NOT NULL,
    round text NOT NULL,
    sample text NOT NULL,
    instrument_id integer NOT NULL,
    analysis text NOT NULL,
    value text NOT NULL,
    target text NOT NULL,
    sd text NOT NULL,                   -- of the group of peers; empty where none is told
    limit_percent text NOT NULL,        -- accepted difference; empty where none is told
    verdict smallint NOT NULL,          -- 1 acceptable, 2 to watch, 3 unacceptable
    comment text NOT NULL,
    document text NOT NULL,             -- where the organiser's report is kept
    received_on integer NOT NULL,       -- yyyymmdd
    set_at bigint NOT NULL,
    set_by bigint NOT NULL,
    CONSTRAINT external_assessment_pk PRIMARY KEY (site, assessment_id)
);

CREATE INDEX external_assessment_list ON external_assessment (site, received_on);
