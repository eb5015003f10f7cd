-- How often a row was claimed. Only whoever claimed it last may say what became of it.
ALTER TABLE outbox ADD COLUMN claims BIGINT NOT NULL DEFAULT 0;
-- How often it was looked for where it may have arrived, and was not there.
ALTER TABLE outbox ADD COLUMN looks BIGINT NOT NULL DEFAULT 0;
-- It may have arrived once already, so what it says now holds in both cases.
ALTER TABLE outbox ADD COLUMN again BOOLEAN NOT NULL DEFAULT FALSE;
-- It waits for something else, or for a long time, and does not hold up its line meanwhile.
ALTER TABLE outbox ADD COLUMN aside BOOLEAN NOT NULL DEFAULT FALSE;
-- The post that has to be there first: the one it goes below, or links to.
ALTER TABLE outbox ADD COLUMN below TEXT;
CREATE INDEX outbox_below ON outbox (org, below);
-- What takes a post away changes it, too, and does not wait for itself.
UPDATE outbox SET is_edit = TRUE WHERE errand = '"Delete"';
