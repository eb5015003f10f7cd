-- Topics that somebody said are not theirs: they are not asked on them.
CREATE TABLE not_mine (
    org TEXT NOT NULL,
    person TEXT NOT NULL,
    topic TEXT NOT NULL,
    -- What they had said of it before, which comes back when they undo it.
    ask_me BOOLEAN NOT NULL,
    can_mentor BOOLEAN NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (org, person, topic)
);

-- The map of topics looks at what was answered lately; most messages begin no thread and answer nobody.
CREATE INDEX evidence_answered ON evidence (org, sent) WHERE thread IS NOT NULL;
