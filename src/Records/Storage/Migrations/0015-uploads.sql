-- Pieces of documents whose upload has not ended. A row goes when its document is filed, in the same transaction; what
-- is still here long after is deleted together with its piece.
CREATE TABLE upload_piece (
    patient_id bigint NOT NULL,
    entry_id bigint NOT NULL,           -- the piece
    upload_id bigint NOT NULL,          -- a random number of this upload
    stored_at bigint NOT NULL,
    CONSTRAINT upload_piece_pk PRIMARY KEY (patient_id, entry_id)
);

CREATE INDEX upload_piece_age ON upload_piece (stored_at);
