-- Whose the order with this number is. Like a tube's it is looked up in a query of its own.
CREATE TABLE request_number (
    number text NOT NULL,
    site smallint NOT NULL,
    patient_id bigint NOT NULL,
    request_id bigint NOT NULL,
    CONSTRAINT request_number_pk PRIMARY KEY (number, site)
);

-- The orders of one chart, newest first.
CREATE INDEX laboratory_request_chart ON laboratory_request (patient_id, ordered_at);
