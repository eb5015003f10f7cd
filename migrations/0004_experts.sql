-- Questions put to colleagues, and whom was thought of for each.

CREATE TABLE question (
    id TEXT PRIMARY KEY,
    org TEXT NOT NULL,
    workspace TEXT NOT NULL,
    asker TEXT NOT NULL,
    -- Where it is asked: none until the asker chose a channel.
    place TEXT,
    is_private BOOLEAN NOT NULL,
    is_shared BOOLEAN NOT NULL,
    -- The message it is asked below, if it is asked in a thread that was there before.
    thread TEXT,
    -- Our card with the question.
    root TEXT,
    body TEXT NOT NULL,
    topic TEXT,
    urgent BOOLEAN NOT NULL,
    anonymous BOOLEAN NOT NULL,
    -- suggested, dropped, deflected, open, taken, accepted, withdrawn
    state TEXT NOT NULL,
    -- first, standby, champions, everybody
    stage TEXT NOT NULL,
    nobody BOOLEAN NOT NULL,
    holder TEXT,
    suggested_at BIGINT NOT NULL,
    opened_at BIGINT,
    taken_at BIGINT,
    active_at BIGINT NOT NULL,
    accepted_at BIGINT,
    accepted_by TEXT,
    answered_by TEXT,
    answer TEXT,
    answer_message TEXT,
    deflected_to TEXT,
    saved_minutes BIGINT
);
CREATE INDEX question_org ON question (org, state, suggested_at);
CREATE INDEX question_asker ON question (org, asker, suggested_at);

-- Everybody who was considered for a question.
CREATE TABLE candidate (
    org TEXT NOT NULL,
    question TEXT NOT NULL,
    person TEXT NOT NULL,
    place_in_ranking BIGINT NOT NULL,
    -- first, standby, reserve, excluded, champion, named
    part TEXT NOT NULL,
    rising BOOLEAN NOT NULL,
    exclusion TEXT,
    why TEXT NOT NULL,
    -- waiting, tagged, took, declined, silent, released
    state TEXT NOT NULL,
    declined_because TEXT,
    tagged_at BIGINT,
    tag TEXT,
    snoozed BOOLEAN NOT NULL,
    PRIMARY KEY (org, question, person)
);
CREATE INDEX candidate_person ON candidate (org, person, tagged_at);

-- What was seen in the thread of a question, in channels that opted in.
CREATE TABLE question_reply (
    org TEXT NOT NULL,
    question TEXT NOT NULL,
    message TEXT NOT NULL,
    person TEXT NOT NULL,
    body TEXT NOT NULL,
    sent BIGINT NOT NULL,
    PRIMARY KEY (org, question, message)
);
