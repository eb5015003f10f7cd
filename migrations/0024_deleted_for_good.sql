-- The day under which exports have a message, counted from the year 1: days of exports are of a zone that they do not tell.
ALTER TABLE evidence ADD COLUMN exported_day BIGINT;
-- The first and the last day that an export covers, counted so; no last one where it has all up to when it was made.
ALTER TABLE import_cover ADD COLUMN first_day BIGINT;
ALTER TABLE import_cover ADD COLUMN last_day BIGINT;
-- When an export was last imported into it; 0 for what was imported before this was kept.
ALTER TABLE channel ADD COLUMN imported_at BIGINT;
UPDATE channel SET imported_at = 0
WHERE holds AND EXISTS (
    SELECT 1 FROM import_entry AS i
    WHERE i.org = channel.org AND SUBSTR(i.entry, 1, LENGTH(channel.name) + 1) = channel.name || '/');

-- What is kept of a place: of what was deleted there, however much it is, nothing is looked at.
DROP INDEX evidence_by_place;
CREATE INDEX evidence_kept ON evidence (org, place, sent, id) WHERE NOT deleted;
CREATE INDEX evidence_unsaid ON evidence (org, place, id) WHERE message IS NULL AND NOT deleted;
-- Whatever is heard in a thread may belong to a question: below a message, or below our card.
CREATE INDEX question_by_thread ON question (org, place, thread);
CREATE INDEX question_by_root ON question (org, root);
-- What waits for a post is changed when the words in it are.
CREATE INDEX outbox_post ON outbox (org, post);
