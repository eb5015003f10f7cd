-- Quizzes. A version that somebody was asked is never changed: whoever edits the quiz then makes the next one.
CREATE TABLE quiz (
    org TEXT NOT NULL,
    id TEXT NOT NULL,
    owner TEXT NOT NULL,
    title TEXT NOT NULL,
    topic TEXT,
    -- the newest version, and whether somebody was asked it
    version BIGINT NOT NULL,
    is_used BOOLEAN NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (org, id)
);
CREATE INDEX quiz_by_owner ON quiz (org, owner, made_at);
CREATE INDEX quiz_by_topic ON quiz (org, topic) WHERE topic IS NOT NULL;

-- Questions with their keys: JSON.
CREATE TABLE quiz_item (
    org TEXT NOT NULL,
    quiz TEXT NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (org, quiz, version, position)
);

-- A quiz that is asked from one moment to another.
CREATE TABLE quiz_run (
    org TEXT NOT NULL,
    id TEXT NOT NULL,
    quiz TEXT NOT NULL,
    version BIGINT NOT NULL,
    host TEXT NOT NULL,
    -- both, a, b: which of two parallel forms
    form TEXT NOT NULL,
    opens_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    closed_at BIGINT,
    -- minutes that somebody has from when they begin
    minutes BIGINT,
    -- answers are explained once it is closed, not once they are handed in
    explains_late BOOLEAN NOT NULL,
    -- the run that this one follows, and the share of points, in per cent, that people are to reach
    baseline TEXT,
    target BIGINT NOT NULL,
    PRIMARY KEY (org, id)
);
CREATE INDEX quiz_run_by_quiz ON quiz_run (org, quiz, opens_at);
CREATE INDEX quiz_run_by_host ON quiz_run (org, host, opens_at);
CREATE INDEX quiz_run_by_closing ON quiz_run (org, closes_at);
CREATE UNIQUE INDEX quiz_run_by_baseline ON quiz_run (org, baseline) WHERE baseline IS NOT NULL;

-- The channels in which it is asked, each with our message there.
CREATE TABLE quiz_place (
    org TEXT NOT NULL,
    run TEXT NOT NULL,
    place TEXT NOT NULL,
    post TEXT NOT NULL,
    PRIMARY KEY (org, run, place)
);
CREATE INDEX quiz_place_by_place ON quiz_place (org, place, run);

-- Who was asked, or began by themselves: each person once for each run.
CREATE TABLE quiz_attempt (
    org TEXT NOT NULL,
    id TEXT NOT NULL,
    run TEXT NOT NULL,
    person TEXT NOT NULL,
    invited_at BIGINT,
    started_at BIGINT,
    handed_in_at BIGINT,
    is_late BOOLEAN NOT NULL,
    -- points that they had, of those that could be had; none until it is handed in
    earned DOUBLE PRECISION,
    possible DOUBLE PRECISION,
    PRIMARY KEY (org, id),
    UNIQUE (org, run, person)
);
CREATE INDEX quiz_attempt_by_person ON quiz_attempt (org, person, handed_in_at);
CREATE INDEX quiz_attempt_open ON quiz_attempt (org, run) WHERE handed_in_at IS NULL;

-- What they answered: JSON, and the share of the item's points that it is worth once it is handed in.
CREATE TABLE quiz_answer (
    org TEXT NOT NULL,
    attempt TEXT NOT NULL,
    position BIGINT NOT NULL,
    given TEXT NOT NULL,
    credit DOUBLE PRECISION,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (org, attempt, position)
);

-- What somebody got wrong and is asked again, as FSRS spaces it.
CREATE TABLE quiz_review (
    org TEXT NOT NULL,
    person TEXT NOT NULL,
    quiz TEXT NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    reviewed_at BIGINT NOT NULL,
    stability DOUBLE PRECISION NOT NULL,
    difficulty DOUBLE PRECISION NOT NULL,
    reviews BIGINT NOT NULL,
    -- when it was asked and not answered since
    asked_at BIGINT,
    PRIMARY KEY (org, person, quiz, version, position)
);
CREATE INDEX quiz_review_due ON quiz_review (org, person, due_at);
CREATE INDEX quiz_review_by_quiz ON quiz_review (org, quiz);

-- Who does not want to be asked again.
CREATE TABLE quiz_review_ended (
    org TEXT NOT NULL,
    person TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (org, person)
);
