-- Forms that people have open: what each is about stays here, and only its id goes out.
CREATE TABLE form_context (
    org TEXT NOT NULL,
    -- 128 bits of chance
    id TEXT NOT NULL,
    -- who opened it
    person TEXT NOT NULL,
    -- the form's name
    form TEXT NOT NULL,
    -- where it was opened: JSON; none if that was nowhere
    place TEXT,
    context TEXT NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (org, id)
);
CREATE INDEX form_context_expiry ON form_context (expires);

-- With what the values of a company's buttons are signed: 256 bits of chance, drawn once.
CREATE TABLE company_key (
    org TEXT NOT NULL PRIMARY KEY,
    key TEXT NOT NULL
);
