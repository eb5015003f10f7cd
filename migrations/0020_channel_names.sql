-- A channel's name as it is looked for: in lower case, whichever alphabet it is in. The program writes it, since engines
-- differ in what they take for a letter; for names from before, when it starts.
ALTER TABLE teams_reference ADD COLUMN folded TEXT;
-- A channel of a team.
CREATE INDEX teams_reference_by_team ON teams_reference (workspace, seen_in);
