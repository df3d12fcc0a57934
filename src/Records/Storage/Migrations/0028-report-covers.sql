-- What a report covers, as something that no validation which commits later can be overtaken by: the sum of the versions
-- of the final analyses that it tells and, of provisional ones, of when they were validated. And how many it says are
-- under way: where nothing is any more, there is another edition to sign.
ALTER TABLE diagnostic_report ADD COLUMN covered_steps bigint NOT NULL DEFAULT 0;
ALTER TABLE diagnostic_report ADD COLUMN pending integer NOT NULL DEFAULT 0;

UPDATE diagnostic_report SET
    covered_steps = COALESCE(
        (SELECT SUM(CASE WHEN t.status = 5 THEN t.version ELSE t.final_at END) FROM observation_task t
            WHERE t.patient_id = diagnostic_report.patient_id AND t.request_id = diagnostic_report.request_id
                AND diagnostic_report.is_sensitive = CASE WHEN t.analysis IS NULL THEN 1 ELSE 0 END
                AND ((t.status = 5 AND t.changed_at <= diagnostic_report.covered_until)
                    OR (t.status < 5 AND t.final_at > 0 AND t.final_at <= diagnostic_report.covered_until))),
        0),
    pending = CASE WHEN status = 1 THEN 1 ELSE 0 END;
