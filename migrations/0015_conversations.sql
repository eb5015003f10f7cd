-- Where nobody uses threads, messages that follow one another are one conversation: a new one looks at those before it.
CREATE INDEX evidence_by_place ON evidence (org, place, sent);
