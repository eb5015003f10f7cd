-- Microsoft Teams: tenants where the app is installed, and how their people and channels are reached.

CREATE TABLE teams_tenant (
    workspace TEXT PRIMARY KEY,
    org TEXT NOT NULL,
    installed BIGINT NOT NULL
);

CREATE TABLE teams_reference (
    org TEXT NOT NULL,
    workspace TEXT NOT NULL,
    about TEXT NOT NULL,
    conversation TEXT,
    service_url TEXT NOT NULL,
    user_id TEXT,
    seen_in TEXT,
    name TEXT,
    time_zone TEXT,
    unreachable BOOLEAN NOT NULL,
    PRIMARY KEY (workspace, about)
);
