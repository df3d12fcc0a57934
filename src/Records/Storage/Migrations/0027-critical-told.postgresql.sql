-- A call tells the value that stands: a further critical determination, or a correction, is to be told again.
UPDATE observation_task SET critical_at = changed_at, told_at = 0
WHERE attention = 2 AND status = 5 AND final_at > 0 AND changed_at > final_at AND told_at > 0 AND changed_at > told_at;

CREATE FUNCTION observation_run_critical() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE observation_task SET critical_at = NEW.resulted_at, told_at = 0
    WHERE patient_id = NEW.patient_id AND task_id = NEW.task_id AND told_at > 0;
    RETURN NULL;
END $$;

CREATE TRIGGER observation_run_critical AFTER INSERT ON observation_run
    FOR EACH ROW WHEN (NEW.attention = 2) EXECUTE FUNCTION observation_run_critical();

-- What is final changes by a correction only.
CREATE TRIGGER observation_task_critical_corrected BEFORE UPDATE OF version ON observation_task
    FOR EACH ROW WHEN (NEW.attention = 2 AND OLD.attention = 2 AND NEW.status = 5 AND OLD.status = 5)
    EXECUTE FUNCTION observation_task_critical_raised();
