-- What people did for others, each once for each thing it came of. Badges and points are counted from it.
CREATE TABLE kudos_contribution (
    org TEXT NOT NULL,
    id TEXT NOT NULL,
    -- answer, meeting, session, guide, quiz
    kind TEXT NOT NULL,
    -- what it came of: one question, one meeting; each person once
    source TEXT NOT NULL,
    person TEXT NOT NULL,
    -- who had it of them, unless they did not show their name
    thanks_to TEXT,
    topic TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (org, id),
    UNIQUE (org, source, person)
);
CREATE INDEX contribution_by_person ON kudos_contribution (org, person, kind);

-- Answers that were accepted before, also those that a week's limit left without a point.
INSERT INTO kudos_contribution (org, id, kind, source, person, thanks_to, topic, at)
SELECT org, 'answer ' || id, 'answer', 'answer ' || id, answered_by,
    CASE WHEN anonymous THEN NULL ELSE asker END, topic, accepted_at
FROM question
WHERE state = 'accepted' AND answered_by IS NOT NULL AND accepted_at IS NOT NULL AND answered_by <> asker;

-- Whoever asked without showing their name is not named by a point either.
UPDATE kudos_grant SET giver = receiver
WHERE kind = 'answer' AND source IN (
    SELECT 'answer ' || id FROM question WHERE anonymous AND question.org = kudos_grant.org
);

-- Steps that somebody was told they reached: never twice, also if they were lost in between.
CREATE TABLE kudos_badge_told (
    org TEXT NOT NULL,
    person TEXT NOT NULL,
    step TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (org, person, step)
);

-- A company's own badges.
CREATE TABLE kudos_badge (
    org TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    -- the name in small letters while it can be awarded, then its id: the name is free again
    name_key TEXT NOT NULL,
    emoji TEXT NOT NULL,
    about TEXT NOT NULL,
    topic TEXT,
    retired_at BIGINT,
    PRIMARY KEY (org, id),
    UNIQUE (org, name_key)
);

-- Who was awarded them, each once.
CREATE TABLE kudos_award (
    org TEXT NOT NULL,
    badge TEXT NOT NULL,
    person TEXT NOT NULL,
    giver TEXT NOT NULL,
    reason TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    -- the receiver was told: not while they sleep
    told_at BIGINT,
    PRIMARY KEY (org, badge, person)
);
CREATE INDEX award_by_person ON kudos_award (org, person, given_at);
