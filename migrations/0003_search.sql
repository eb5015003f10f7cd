-- What people wrote and what they say they know, as evidence of who can help. The search index is made from this.
CREATE TABLE evidence (
    org TEXT NOT NULL,
    id TEXT NOT NULL,
    -- When it last changed, counted per company: see evidence_clock.
    tick BIGINT NOT NULL,
    -- question, answer, message, skill
    kind TEXT NOT NULL,
    place TEXT,
    thread TEXT,
    message TEXT,
    author TEXT,
    sent BIGINT NOT NULL,
    title TEXT,
    body TEXT NOT NULL,
    -- One a line.
    topics TEXT NOT NULL,
    accepted BOOLEAN NOT NULL,
    -- The row stays, emptied, so that every copy of the index learns of it.
    deleted BOOLEAN NOT NULL,
    PRIMARY KEY (org, id)
);

CREATE INDEX evidence_by_tick ON evidence (org, tick, id);

CREATE INDEX evidence_by_author ON evidence (org, author);

-- Counts the transactions that changed a company's evidence, in the order in which they commit.
CREATE TABLE evidence_clock (
    org TEXT NOT NULL PRIMARY KEY,
    tick BIGINT NOT NULL,
    -- Drawn when the company's first evidence came: an index made from another store is known by it.
    epoch BIGINT NOT NULL
);
