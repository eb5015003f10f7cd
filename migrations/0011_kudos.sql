-- The ledger of thanks: every grant is a row, and no total is kept anywhere.
CREATE TABLE kudos_grant (
    org TEXT NOT NULL,
    id TEXT NOT NULL,
    -- given by hand, or earned: answer
    kind TEXT NOT NULL,
    -- what it came of: all grants of one command, or one question; each person once
    source TEXT NOT NULL,
    giver TEXT NOT NULL,
    receiver TEXT NOT NULL,
    amount BIGINT NOT NULL,
    reason TEXT NOT NULL,
    topic TEXT,
    given_at BIGINT NOT NULL,
    -- the giver's own day and month: 2026-09-14, 2026-09
    local_day TEXT NOT NULL,
    local_month TEXT NOT NULL,
    -- our announcement
    post TEXT,
    undone_at BIGINT,
    PRIMARY KEY (org, id),
    UNIQUE (org, source, receiver)
);
CREATE INDEX kudos_by_giver ON kudos_grant (org, giver, local_month);
CREATE INDEX kudos_by_receiver ON kudos_grant (org, receiver, given_at);

-- One row for each giver, locked while they give: two thanks at the same moment never pass a limit together.
CREATE TABLE kudos_giver (
    org TEXT NOT NULL,
    person TEXT NOT NULL,
    turns BIGINT NOT NULL,
    PRIMARY KEY (org, person)
);

-- Announcements that somebody reported to the leads; each person once.
CREATE TABLE kudos_report (
    org TEXT NOT NULL,
    post TEXT NOT NULL,
    person TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (org, post, person)
);

-- People whom a lead keeps from giving.
CREATE TABLE kudos_kept (
    org TEXT NOT NULL,
    person TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (org, person)
);
