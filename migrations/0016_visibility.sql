-- Who can read a place. Stated by its platform; what was not stated is for its members only, and outsiders may read it.
ALTER TABLE channel ADD COLUMN visibility TEXT NOT NULL DEFAULT 'members';
-- The team whose members read it, where visibility is 'team'.
ALTER TABLE channel ADD COLUMN team TEXT;
-- The statement is believed until then: none until the platform states otherwise.
ALTER TABLE channel ADD COLUMN believed_until BIGINT;
-- When the platform is asked again; none if not.
ALTER TABLE channel ADD COLUMN look_due BIGINT;
ALTER TABLE channel DROP COLUMN private;
-- Channels that were known before are looked up once.
UPDATE channel SET shared = TRUE, look_due = 0;
CREATE INDEX channel_look ON channel (look_due);

-- When all channels that are open to a workspace are listed again.
ALTER TABLE workspace ADD COLUMN list_due BIGINT;

-- Who is in a channel, or in a team.
CREATE TABLE member (
    org TEXT NOT NULL,
    -- the place or the team
    circle TEXT NOT NULL,
    account TEXT NOT NULL,
    -- believed until then: none as long as the roster is
    until BIGINT,
    PRIMARY KEY (org, circle, account)
);
CREATE INDEX member_account ON member (org, account);

-- When the members of a channel or a team were read as a whole.
CREATE TABLE roster (
    org TEXT NOT NULL,
    circle TEXT NOT NULL,
    workspace TEXT NOT NULL,
    is_team BOOLEAN NOT NULL,
    -- none until it was read once
    read_at BIGINT,
    -- when it is read again; none if nobody wants it
    due BIGINT,
    PRIMARY KEY (org, circle)
);
CREATE INDEX roster_due ON roster (due);

-- Whether a channel is private or shared is looked up when it matters, and not kept with the question.
ALTER TABLE question DROP COLUMN is_private;
ALTER TABLE question DROP COLUMN is_shared;

-- An account that two companies know is a person in each of them.
ALTER TABLE account RENAME TO account_before;
DROP INDEX account_person;
DROP INDEX account_due;
CREATE TABLE account (
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    workspace TEXT NOT NULL,
    person TEXT NOT NULL,
    standing TEXT NOT NULL,
    active_at BIGINT NOT NULL,
    -- When the platform is asked about it again.
    profile_due BIGINT NOT NULL,
    PRIMARY KEY (org, id)
);
INSERT INTO account (id, org, workspace, person, standing, active_at, profile_due)
SELECT id, org, workspace, person, standing, active_at, profile_due FROM account_before;
DROP TABLE account_before;
CREATE INDEX account_person ON account (org, person);
CREATE INDEX account_due ON account (profile_due);
