-- The company: organisations, their workspaces, people and accounts, what people know, where the bot may read.

CREATE TABLE organisation (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    settings TEXT NOT NULL
);

CREATE TABLE workspace (
    id TEXT PRIMARY KEY,
    org TEXT NOT NULL,
    name TEXT NOT NULL
);

CREATE TABLE person (
    id TEXT PRIMARY KEY,
    org TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    title TEXT,
    department TEXT,
    location TEXT,
    country TEXT,
    time_zone TEXT NOT NULL,
    manager TEXT,
    start_date TEXT,
    projects TEXT,
    standing TEXT NOT NULL,
    lead BOOLEAN NOT NULL,
    weekly_cap BIGINT NOT NULL,
    work_days BIGINT NOT NULL,
    work_from BIGINT NOT NULL,
    work_until BIGINT NOT NULL,
    quiet_from BIGINT NOT NULL,
    quiet_until BIGINT NOT NULL,
    off_duty BOOLEAN NOT NULL,
    paused_until BIGINT
);
CREATE INDEX person_org ON person (org, name);
CREATE INDEX person_email ON person (org, email);

CREATE TABLE account (
    id TEXT PRIMARY KEY,
    org TEXT NOT NULL,
    workspace TEXT NOT NULL,
    person TEXT NOT NULL,
    standing TEXT NOT NULL,
    active_at BIGINT NOT NULL,
    -- When the platform is asked about it again.
    profile_due BIGINT NOT NULL
);
CREATE INDEX account_person ON account (org, person);
CREATE INDEX account_due ON account (profile_due);

CREATE TABLE skill (
    org TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    ask_me BOOLEAN NOT NULL,
    can_mentor BOOLEAN NOT NULL,
    wants_to_learn BOOLEAN NOT NULL,
    PRIMARY KEY (org, person, name)
);

CREATE TABLE topic (
    org TEXT NOT NULL,
    name TEXT NOT NULL,
    aliases TEXT NOT NULL,
    PRIMARY KEY (org, name)
);

CREATE TABLE champion (
    org TEXT NOT NULL,
    topic TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (org, topic, person)
);

CREATE TABLE holiday (
    org TEXT NOT NULL,
    day TEXT NOT NULL,
    -- The country it is kept in; empty for all.
    country TEXT NOT NULL,
    PRIMARY KEY (org, day, country)
);

CREATE TABLE channel (
    org TEXT NOT NULL,
    place TEXT NOT NULL,
    workspace TEXT NOT NULL,
    name TEXT,
    private BOOLEAN NOT NULL,
    shared BOOLEAN NOT NULL,
    opted_in BOOLEAN NOT NULL,
    gone BOOLEAN NOT NULL,
    PRIMARY KEY (org, place)
);
