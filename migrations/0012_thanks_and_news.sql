-- What a company's lead decided about thanks: JSON; what is missing has its default.
CREATE TABLE kudos_policy (
    org TEXT NOT NULL PRIMARY KEY,
    data TEXT NOT NULL
);

-- The company value that a grant names, and where everybody saw it: nowhere, if it was between two people.
ALTER TABLE kudos_grant ADD COLUMN company_value TEXT;
ALTER TABLE kudos_grant ADD COLUMN place TEXT;
-- the weekly round-up that tells of it
ALTER TABLE kudos_grant ADD COLUMN roundup TEXT;
UPDATE kudos_grant SET place = (
    SELECT post.place FROM post WHERE post.org = kudos_grant.org AND post.id = kudos_grant.post
) WHERE post IS NOT NULL;
CREATE INDEX kudos_by_month ON kudos_grant (org, local_month);
CREATE INDEX kudos_received_by_month ON kudos_grant (org, receiver, local_month);
CREATE INDEX kudos_by_post ON kudos_grant (org, post);
CREATE INDEX kudos_by_place ON kudos_grant (org, place, given_at);

-- People who left the boards.
CREATE TABLE kudos_unlisted (
    org TEXT NOT NULL,
    person TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (org, person)
);

-- Channels that want a round-up every week.
CREATE TABLE kudos_roundup (
    org TEXT NOT NULL,
    place TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (org, place)
);

-- What people were told without having asked, and what waits to be told: one message with all of it, when they may
-- be written to again.
CREATE TABLE unasked (
    org TEXT NOT NULL,
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- what waits: JSON; none once it was told
    card TEXT
);
CREATE INDEX unasked_by_person ON unasked (org, person, at);

-- Files that somebody was given a link to, until it expires. Only the link's digest is kept.
CREATE TABLE file (
    digest TEXT NOT NULL PRIMARY KEY,
    org TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    body TEXT NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX file_by_expiry ON file (expires);
