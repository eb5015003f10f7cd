-- Whom a mention in Teams means: it tells the id that only the bot knows.
CREATE INDEX teams_reference_by_user ON teams_reference (workspace, user_id);
