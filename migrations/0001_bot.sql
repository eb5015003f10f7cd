-- The machine's own tables: what came in, what was said, what is to be sent, what was put off.

-- One row for each event that was handled; kept for at least seven days, since platforms deliver late.
CREATE TABLE inbox (
    workspace TEXT NOT NULL,
    event_key TEXT NOT NULL,
    received BIGINT NOT NULL,
    PRIMARY KEY (workspace, event_key)
);
CREATE INDEX inbox_received ON inbox (received);

-- Our messages that have a name, so that later ones can answer, change or delete them.
CREATE TABLE post (
    id TEXT PRIMARY KEY,
    org TEXT NOT NULL,
    workspace TEXT NOT NULL,
    place TEXT,
    thread TEXT,
    message TEXT,
    created BIGINT NOT NULL
);
CREATE INDEX post_message ON post (org, place, message);

-- What is to be sent. A row goes once it is delivered; what could not be delivered stays, with its reason.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    org TEXT NOT NULL,
    workspace TEXT NOT NULL,
    line TEXT NOT NULL,
    post TEXT,
    is_edit BOOLEAN NOT NULL,
    errand TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due BIGINT NOT NULL,
    lease BIGINT,
    reason TEXT,
    created BIGINT NOT NULL
);
CREATE INDEX outbox_state ON outbox (state, due);
CREATE INDEX outbox_line ON outbox (line, id);
CREATE INDEX outbox_org ON outbox (org, state);

-- What was put off. One row for each kind and key; it goes once it is done.
CREATE TABLE job (
    id TEXT PRIMARY KEY,
    org TEXT NOT NULL,
    workspace TEXT NOT NULL,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due BIGINT NOT NULL,
    lease BIGINT,
    UNIQUE (org, kind, about)
);
CREATE INDEX job_due ON job (state, due);
