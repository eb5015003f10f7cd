-- What people ask to be done with what is kept about them.

-- Whose a file is, and to whom alone a message of ours went: it is theirs to export, and goes with them.
ALTER TABLE file ADD COLUMN person TEXT;
ALTER TABLE post ADD COLUMN account TEXT;
CREATE INDEX post_account ON post (org, account);
-- Messages that went out before: to whom, where that is known.
UPDATE post SET account = (
    SELECT MIN(account.id) FROM unasked
    JOIN account ON account.org = unasked.org AND account.person = unasked.person
    WHERE unasked.org = post.org AND unasked.id = post.id AND account.workspace = post.workspace
);
UPDATE post SET account = (
    SELECT MIN(account.id) FROM candidate
    JOIN across ON across.org = candidate.org AND across.question = candidate.question AND across.person = candidate.person
    JOIN account ON account.org = candidate.org AND account.person = candidate.person
    WHERE candidate.org = post.org AND candidate.tag = post.id AND account.workspace = post.workspace
) WHERE account IS NULL;
UPDATE post SET account = (
    SELECT MIN(account.id) FROM kudos_grant
    JOIN account ON account.org = kudos_grant.org AND account.person = kudos_grant.receiver
    WHERE kudos_grant.org = post.org AND kudos_grant.id = post.id AND account.workspace = post.workspace
) WHERE account IS NULL;

-- Whoever was erased: only digests of their ids and addresses, so that nothing that a platform or a file tells of them
-- later is kept under their name again.
CREATE TABLE erased (
    org TEXT NOT NULL,
    digest TEXT NOT NULL,
    -- They were a colleague, not a guest or from outside.
    colleague BOOLEAN NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (org, digest)
);

-- What is mixed into a company's digests.
CREATE TABLE erased_salt (
    org TEXT NOT NULL PRIMARY KEY,
    salt TEXT NOT NULL
);
