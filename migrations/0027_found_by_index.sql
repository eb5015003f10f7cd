-- Whatever an event or a press asks of a table that grows is found by an index: tests/it/plans.rs holds every statement to
-- that, with the exceptions that it names.

-- The newest questions that were asked; what was asked of late, for figures and the map of topics.
CREATE INDEX question_by_opening ON question (org, opened_at, id);
CREATE INDEX question_by_suggestion ON question (org, suggested_at);
-- Whose words they are, who has them, who answered: when two people turn out to be one, or somebody looks at their own.
CREATE INDEX question_by_source_author ON question (org, source_author);
CREATE INDEX question_by_holder ON question (org, holder);
CREATE INDEX question_by_answerer ON question (org, answered_by);
CREATE INDEX question_by_acceptor ON question (org, accepted_by);
CREATE INDEX question_reply_by_person ON question_reply (org, person);
CREATE INDEX carried_by_person ON carried (org, person);


CREATE INDEX kudos_by_roundup ON kudos_grant (org, roundup) WHERE roundup IS NOT NULL;
CREATE INDEX kudos_by_moment ON kudos_grant (org, given_at);
CREATE INDEX award_by_giver ON kudos_award (org, giver, given_at);
CREATE INDEX award_by_moment ON kudos_award (org, given_at, badge, person);
CREATE INDEX contribution_by_receiver ON kudos_contribution (org, thanks_to) WHERE thanks_to IS NOT NULL;

CREATE INDEX person_by_manager ON person (org, manager) WHERE manager IS NOT NULL;
CREATE INDEX person_by_lead ON person (org, lead, name, id);
CREATE INDEX person_by_any_name ON person (org, lower(name));
CREATE INDEX person_by_any_address ON person (org, lower(email));
CREATE INDEX form_context_by_person ON form_context (org, person);

-- What could not be sent, the newest first.
DROP INDEX outbox_org;
CREATE INDEX outbox_by_state ON outbox (org, state, id);

-- Channels of Teams by their names, without the people.
CREATE INDEX teams_reference_by_name ON teams_reference (org, workspace, folded) WHERE folded IS NOT NULL;

-- What is not kept for ever, as it is looked for to be dropped.
CREATE INDEX post_unarrived ON post (org, created) WHERE message IS NULL;
CREATE INDEX unasked_told ON unasked (org, at) WHERE card IS NULL;
