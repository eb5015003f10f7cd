-- Mentorship. A programme takes people in, is matched by its lead, and then runs as pairs.
CREATE TABLE mentorship_programme (
    org TEXT NOT NULL,
    id TEXT NOT NULL,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    -- mentorship, buddies
    kind TEXT NOT NULL,
    -- draft, open, matching, running, ended
    state TEXT NOT NULL,
    -- JSON: who may join, how long and how often, weights and floor
    rules TEXT NOT NULL,
    -- the first day, YYYY-MM-DD
    starts_on TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    ended_at BIGINT,
    -- rises with every change of what a draft is made from
    version BIGINT NOT NULL,
    PRIMARY KEY (org, id)
);

-- What somebody says of themselves for matching: JSON, in all programmes; factors are those of a personality questionnaire.
CREATE TABLE mentorship_profile (
    org TEXT NOT NULL,
    person TEXT NOT NULL,
    body TEXT NOT NULL,
    factors TEXT,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (org, person)
);

CREATE TABLE mentorship_member (
    org TEXT NOT NULL,
    programme TEXT NOT NULL,
    person TEXT NOT NULL,
    -- mentor, mentee, both
    role TEXT NOT NULL,
    -- mentees at the most, and if mentors are few
    places BIGINT NOT NULL,
    group_places BIGINT NOT NULL,
    goal TEXT NOT NULL,
    -- how far they are by their own judgement, from 0 to 10, when they joined
    goal_score BIGINT,
    -- how often they were left over since they last had a mentor
    left_over BIGINT NOT NULL,
    joined_at BIGINT NOT NULL,
    left_at BIGINT,
    PRIMARY KEY (org, programme, person)
);
CREATE INDEX mentorship_member_by_person ON mentorship_member (org, person);

-- Who does not want whom. Nobody is told.
CREATE TABLE mentorship_block (
    org TEXT NOT NULL,
    person TEXT NOT NULL,
    blocked TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (org, person, blocked)
);
CREATE INDEX mentorship_block_by_blocked ON mentorship_block (org, blocked);

CREATE TABLE mentorship_wish (
    org TEXT NOT NULL,
    programme TEXT NOT NULL,
    person TEXT NOT NULL,
    wanted TEXT NOT NULL,
    -- from 1
    rank BIGINT NOT NULL,
    PRIMARY KEY (org, programme, person, wanted)
);
CREATE INDEX mentorship_wish_by_person ON mentorship_wish (org, person);
CREATE INDEX mentorship_wish_by_wanted ON mentorship_wish (org, wanted);

-- The newest draft of a round, which nobody but leads sees: one row for each mentee, without a mentor for whoever is left over.
CREATE TABLE mentorship_draft (
    org TEXT NOT NULL,
    programme TEXT NOT NULL,
    mentee TEXT NOT NULL,
    mentor TEXT,
    -- of a million, and what it is made of: JSON
    score BIGINT NOT NULL,
    parts TEXT NOT NULL,
    -- why they are left over: JSON
    left_why TEXT,
    -- it was not so in the draft before
    is_new BOOLEAN NOT NULL,
    -- of the programme, when the draft was drawn
    version BIGINT NOT NULL,
    PRIMARY KEY (org, programme, mentee)
);
CREATE INDEX mentorship_draft_by_mentee ON mentorship_draft (org, mentee);
CREATE INDEX mentorship_draft_by_mentor ON mentorship_draft (org, mentor) WHERE mentor IS NOT NULL;

-- What a lead decided of the round: this pair, or not this pair.
CREATE TABLE mentorship_ruling (
    org TEXT NOT NULL,
    programme TEXT NOT NULL,
    mentee TEXT NOT NULL,
    mentor TEXT NOT NULL,
    is_fixed BOOLEAN NOT NULL,
    PRIMARY KEY (org, programme, mentee, mentor)
);
CREATE INDEX mentorship_ruling_by_mentee ON mentorship_ruling (org, mentee);
CREATE INDEX mentorship_ruling_by_mentor ON mentorship_ruling (org, mentor);

CREATE TABLE mentorship_pair (
    org TEXT NOT NULL,
    id TEXT NOT NULL,
    programme TEXT NOT NULL,
    mentor TEXT NOT NULL,
    mentee TEXT NOT NULL,
    -- active, paused, ended
    state TEXT NOT NULL,
    score BIGINT NOT NULL,
    parts TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    paused_until BIGINT,
    ended_at BIGINT,
    -- completed, early, rematch, left
    ended_why TEXT,
    mentor_agreed_at BIGINT,
    mentee_agreed_at BIGINT,
    PRIMARY KEY (org, id)
);
CREATE INDEX mentorship_pair_by_programme ON mentorship_pair (org, programme, started_at);
CREATE INDEX mentorship_pair_by_mentor ON mentorship_pair (org, mentor, started_at);
CREATE INDEX mentorship_pair_by_mentee ON mentorship_pair (org, mentee, started_at);

-- Meetings of a pair, from 1: when each is expected, and whether it was held, as soon as one of them says so.
CREATE TABLE mentorship_meeting (
    org TEXT NOT NULL,
    pair TEXT NOT NULL,
    number BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    is_held BOOLEAN,
    answered_at BIGINT,
    PRIMARY KEY (org, pair, number)
);

-- What one of a pair was asked alone, and answered: met (0, 1), goal (0 to 10), sentiment and closing (1 to 5), silent (1).
CREATE TABLE mentorship_answer (
    org TEXT NOT NULL,
    pair TEXT NOT NULL,
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    number BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    value BIGINT,
    answered_at BIGINT,
    PRIMARY KEY (org, pair, person, kind, number)
);
CREATE INDEX mentorship_answer_by_person ON mentorship_answer (org, person);

-- What somebody told of their mentorship and may be shown to others, as they agreed.
CREATE TABLE mentorship_story (
    org TEXT NOT NULL,
    pair TEXT NOT NULL,
    person TEXT NOT NULL,
    words TEXT NOT NULL,
    -- named, nameless
    consent TEXT NOT NULL,
    told_at BIGINT NOT NULL,
    PRIMARY KEY (org, pair, person)
);
CREATE INDEX mentorship_story_by_person ON mentorship_story (org, person);

-- A mentee asks for a mentor without a round: the best ranked who has not answered is asked.
CREATE TABLE mentorship_request (
    org TEXT NOT NULL,
    programme TEXT NOT NULL,
    mentee TEXT NOT NULL,
    mentor TEXT NOT NULL,
    rank BIGINT NOT NULL,
    -- waiting, asked, accepted, passed, withdrawn
    state TEXT NOT NULL,
    asked_at BIGINT,
    PRIMARY KEY (org, programme, mentee, mentor)
);
CREATE INDEX mentorship_request_by_mentee ON mentorship_request (org, mentee);
CREATE INDEX mentorship_request_by_mentor ON mentorship_request (org, mentor, state);
