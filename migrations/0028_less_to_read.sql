-- How often each person was asked of late. Without it, all that anybody ever was asked is gone through.
CREATE INDEX candidate_by_tagging ON candidate (org, tagged_at, state, person) WHERE tagged_at IS NOT NULL;

-- What people corrected about a topic, when it is renamed; what was guessed wrongly, once it is old.
CREATE INDEX not_mine_by_topic ON not_mine (org, topic);
CREATE INDEX link_miss_by_moment ON link_miss (org, at);

-- How often something was withdrawn: edited, deleted, closed to somebody. What was looked up before is looked up again then.
ALTER TABLE evidence_clock ADD COLUMN withdrawn BIGINT NOT NULL DEFAULT 0;
