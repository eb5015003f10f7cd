-- When its author last changed it, in milliseconds: sent, or edited. The largest number once they deleted it, so that
-- nothing that comes later brings it back.
ALTER TABLE evidence ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
UPDATE evidence SET version = CASE WHEN deleted AND message IS NOT NULL THEN 9223372036854775807 ELSE sent END;
-- Accepted as the answer, and then found to be none: as if it were not there, until it is accepted again.
ALTER TABLE evidence ADD COLUMN rejected BOOLEAN NOT NULL DEFAULT FALSE;
-- The asker's check mark, as the newest export that has this message says; and the moment of that export, 0 if none has.
ALTER TABLE evidence ADD COLUMN checked BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE evidence ADD COLUMN exported_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX question_by_answer ON question (org, answer_message);
UPDATE evidence SET checked = TRUE, accepted = FALSE, exported_at = sent
WHERE accepted AND message IS NOT NULL AND place IN (SELECT c.place FROM channel AS c WHERE c.org = evidence.org)
    AND NOT EXISTS (
        SELECT 1 FROM question AS q
        WHERE q.org = evidence.org AND q.place = evidence.place AND q.answer_message = evidence.message
            AND q.state = 'accepted');

-- Something of it may be kept: it was read, imported, or an answer was accepted there.
ALTER TABLE channel ADD COLUMN holds BOOLEAN NOT NULL DEFAULT FALSE;
-- Since then it is not read any more, and what was said there before is not offered.
ALTER TABLE channel ADD COLUMN stopped_at BIGINT;
-- Since then the channel itself is deleted.
ALTER TABLE channel ADD COLUMN deleted_at BIGINT;
-- Its platform has stated who can read it.
ALTER TABLE channel ADD COLUMN stated BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE channel SET holds = TRUE
WHERE opted_in OR EXISTS (SELECT 1 FROM evidence AS e WHERE e.org = channel.org AND e.place = channel.place);

-- As in evidence: when its author last changed what they handed over.
ALTER TABLE handed ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
INSERT INTO handed (org, place, message)
SELECT DISTINCT org, place, answer_message FROM question WHERE answer_message IS NOT NULL AND place IS NOT NULL
ON CONFLICT DO NOTHING;

-- The message that a question was asked by or on; it follows its edits if it has its words unchanged.
ALTER TABLE question ADD COLUMN source_place TEXT;
ALTER TABLE question ADD COLUMN source TEXT;
ALTER TABLE question ADD COLUMN source_follows BOOLEAN NOT NULL DEFAULT FALSE;
-- Who wrote that message, if that was not the asker.
ALTER TABLE question ADD COLUMN source_author TEXT;
ALTER TABLE question ADD COLUMN is_deleted BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX question_by_source ON question (org, source);
-- The answer has the words of answer_message unchanged; its author deleted it.
ALTER TABLE question ADD COLUMN answer_follows BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE question ADD COLUMN answer_deleted BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE question SET answer_follows = TRUE WHERE answer_message IS NOT NULL;
CREATE INDEX question_reply_by_message ON question_reply (org, message);

-- What exports have of a channel: between these moments it was compared, and what was not in it was taken back.
CREATE TABLE import_cover (
    org TEXT NOT NULL,
    place TEXT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    -- when the export was made
    exported_at BIGINT NOT NULL,
    PRIMARY KEY (org, place, first, last, exported_at)
);

-- Messages that an import changed or took back while something was made of them: the rooms follow when the bot runs.
CREATE TABLE message_change (
    org TEXT NOT NULL,
    place TEXT NOT NULL,
    message TEXT NOT NULL,
    workspace TEXT NOT NULL,
    PRIMARY KEY (org, place, message)
);
