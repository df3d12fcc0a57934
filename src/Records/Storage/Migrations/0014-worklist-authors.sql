-- Who changed a line last: steps of the day, endings, withdrawals. 0 for lines of before, and those nobody has changed.
ALTER TABLE appointment ADD COLUMN changed_by bigint NOT NULL DEFAULT 0;
ALTER TABLE waiting_patient ADD COLUMN changed_by bigint NOT NULL DEFAULT 0;
