-- Whose unsigned notes there are, and of whom: no text. A row goes when the note is signed or the draft given up.
CREATE TABLE note_draft (
    patient_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    author_id bigint NOT NULL,
    version integer NOT NULL,           -- the newest of the entry
    window_id bigint NOT NULL,          -- the page that saved it, a random number
    edit integer NOT NULL,              -- that page's count of changes
    saved_at bigint NOT NULL,
    CONSTRAINT note_draft_pk PRIMARY KEY (patient_id, entry_id)
);

CREATE INDEX note_draft_author ON note_draft (author_id, saved_at);

-- What an establishment made of the templates of notes: titles, and nothing of any patient.
CREATE TABLE note_template (
    site smallint NOT NULL,
    template_key text NOT NULL,
    version integer NOT NULL,
    saved_at bigint NOT NULL,
    saved_by bigint NOT NULL,
    title text NOT NULL,
    sections text NOT NULL,             -- JSON, an array of titles
    CONSTRAINT note_template_pk PRIMARY KEY (site, template_key)
);
