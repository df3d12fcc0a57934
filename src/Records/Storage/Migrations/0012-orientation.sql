-- Where somebody goes from the emergency department, as decided and not yet carried out: no reason.
ALTER TABLE encounter ADD COLUMN orientation smallint NULL; -- 1 admission, 2 discharge, 3 transfer, 4 observation
ALTER TABLE encounter ADD COLUMN orientation_unit integer NULL;
ALTER TABLE encounter ADD COLUMN oriented_at bigint NULL;
ALTER TABLE encounter ADD COLUMN oriented_by bigint NULL;

CREATE INDEX encounter_orientation ON encounter (site, orientation_unit);
