-- Checkpoints that do not continue those held, or that another key signed: evidence, never overwritten.
CREATE TABLE checkpoint_contradiction (
    received_at bigint NOT NULL,
    tree_size bigint NOT NULL,
    signed_note text NOT NULL,
    CONSTRAINT checkpoint_contradiction_pk PRIMARY KEY (received_at, tree_size)
);
