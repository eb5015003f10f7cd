-- What platforms must keep, through their ports.

CREATE TABLE installation (
    workspace TEXT PRIMARY KEY,
    org TEXT NOT NULL,
    enterprise TEXT,
    team TEXT,
    -- Encrypted; see app::vault.
    token TEXT NOT NULL,
    bot_user TEXT NOT NULL,
    bot_id TEXT,
    app_id TEXT,
    scopes TEXT NOT NULL,
    revoked BOOLEAN NOT NULL
);

CREATE TABLE oauth_state (
    word TEXT PRIMARY KEY,
    until BIGINT NOT NULL
);

-- What the playground showed, so that it can be kept.
CREATE TABLE playground_journal (
    number BIGINT PRIMARY KEY,
    entry TEXT NOT NULL
);
