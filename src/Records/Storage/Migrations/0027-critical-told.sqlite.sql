-- A call tells the value that stands: a further critical determination, or a correction, is to be told again.
UPDATE observation_task SET critical_at = changed_at, told_at = 0
WHERE attention = 2 AND status = 5 AND final_at > 0 AND changed_at > final_at AND told_at > 0 AND changed_at > told_at;

CREATE TRIGGER observation_run_critical AFTER INSERT ON observation_run WHEN NEW.attention = 2
BEGIN
    UPDATE observation_task SET critical_at = NEW.resulted_at, told_at = 0
    WHERE patient_id = NEW.patient_id AND task_id = NEW.task_id AND told_at > 0;
END;

-- What is final changes by a correction only.
CREATE TRIGGER observation_task_critical_corrected AFTER UPDATE OF version ON observation_task
WHEN NEW.attention = 2 AND OLD.attention = 2 AND NEW.status = 5 AND OLD.status = 5
BEGIN
    UPDATE observation_task SET critical_at = NEW.changed_at, told_at = 0
    WHERE patient_id = NEW.patient_id AND task_id = NEW.task_id;
END;
