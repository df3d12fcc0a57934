-- Seals under the root key (docs/formats/custody-seals.md). Null only until the first start after the upgrade.
-- log_batch.seal: over the log and the tables of rights as they are after the batch. relationship.seal: over its columns.
ALTER TABLE log_batch ADD COLUMN seal bytea;
ALTER TABLE relationship ADD COLUMN seal bytea;

-- Who made a link: until now this stood in the log's index alone, which is no evidence.
ALTER TABLE patient_link ADD COLUMN linked_by bigint;

UPDATE patient_link SET linked_by = (
    SELECT event.actor_id FROM log_event event WHERE event.log_index = patient_link.log_index);
