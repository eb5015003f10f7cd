-- Which entries of which exports are in already, so that an import goes on where it stopped.

CREATE TABLE import_entry (
    org TEXT NOT NULL,
    entry TEXT NOT NULL,
    checksum BIGINT NOT NULL,
    PRIMARY KEY (org, entry, checksum)
);
