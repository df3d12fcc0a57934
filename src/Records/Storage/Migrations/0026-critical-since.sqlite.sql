-- Since when an analysis is critical, and when that was told: read by the list of critical values however old they are.
-- Set here, so that no step of the bench can forget it.
ALTER TABLE observation_task ADD COLUMN critical_at bigint NOT NULL DEFAULT 0;  -- 0 never
ALTER TABLE observation_task ADD COLUMN told_at bigint NOT NULL DEFAULT 0;      -- 0 not yet

UPDATE observation_task SET
    critical_at = COALESCE(
        (SELECT MIN(run.resulted_at) FROM observation_run run
            WHERE run.patient_id = observation_task.patient_id AND run.task_id = observation_task.task_id
                AND run.attention = 2),
        resulted_at),
    told_at = COALESCE(
        (SELECT call.told_at FROM critical_call call
            WHERE call.patient_id = observation_task.patient_id AND call.task_id = observation_task.task_id),
        0)
WHERE attention = 2;

DROP INDEX observation_task_critical;
CREATE INDEX observation_task_critical ON observation_task (site, laboratory_id, told_at, critical_at)
    WHERE attention = 2;

CREATE TRIGGER observation_task_critical_new AFTER INSERT ON observation_task WHEN NEW.attention = 2
BEGIN
    UPDATE observation_task
    SET critical_at = CASE WHEN NEW.resulted_at > 0 THEN NEW.resulted_at ELSE NEW.changed_at END
    WHERE patient_id = NEW.patient_id AND task_id = NEW.task_id;
END;

CREATE TRIGGER observation_task_critical_raised AFTER UPDATE OF attention ON observation_task
WHEN NEW.attention = 2 AND OLD.attention <> 2
BEGIN
    UPDATE observation_task SET critical_at = NEW.changed_at, told_at = 0
    WHERE patient_id = NEW.patient_id AND task_id = NEW.task_id;
END;
