-- One-time codes by which somebody shows that two accounts are theirs.

CREATE TABLE link_code (
    org TEXT NOT NULL,
    code TEXT NOT NULL,
    person TEXT NOT NULL,
    account TEXT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (org, code)
);

-- Codes that somebody typed and that were none.
CREATE TABLE link_miss (
    org TEXT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX link_miss_account ON link_miss (org, account, at);
