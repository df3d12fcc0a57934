-- Rows of log_event that are durable but not yet spread over its indexes: one row for each turn of the writer, written in the
-- turn's transaction (docs/formats/log-leaf.md). The writer empties the table whenever it has a moment.
CREATE TABLE log_event_waiting (
    first_index bigint NOT NULL,
    events bytea NOT NULL
);
