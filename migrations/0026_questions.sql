-- Which version of a question this is: whoever changes it, or whom it is put to, says which one they saw.
ALTER TABLE question ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
-- Why a withdrawn question was closed, where its asker did not take it back: asker_left, no_place.
ALTER TABLE question ADD COLUMN closed_because TEXT;
-- Its asker was asked whether it was solved.
ALTER TABLE question ADD COLUMN followed_up BOOLEAN NOT NULL DEFAULT FALSE;

-- What tagged somebody may not arrive.
CREATE INDEX candidate_tag ON candidate (org, tag);
