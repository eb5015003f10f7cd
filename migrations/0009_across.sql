-- Messages that somebody gave to the bot: it hears when they are changed or taken away, whatever the place.
CREATE TABLE handed (
    org TEXT NOT NULL,
    place TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (org, place, message)
);

-- Whoever is asked one to one in another workspace than the question's.
CREATE TABLE across (
    org TEXT NOT NULL,
    question TEXT NOT NULL,
    person TEXT NOT NULL,
    workspace TEXT NOT NULL,
    PRIMARY KEY (org, question, person)
);
CREATE INDEX across_person ON across (org, person);

-- Words carried from one workspace to another.
CREATE TABLE carried (
    org TEXT NOT NULL,
    id TEXT NOT NULL,
    -- none until their author has said which question they are about
    question TEXT,
    person TEXT NOT NULL,
    -- where they were written; none for a form
    place TEXT,
    message TEXT,
    body TEXT NOT NULL,
    -- our copy on the other side
    post TEXT,
    sent BIGINT NOT NULL,
    PRIMARY KEY (org, id)
);
CREATE INDEX carried_message ON carried (org, place, message);
CREATE INDEX carried_question ON carried (org, question, person);
CREATE INDEX carried_post ON carried (org, post);
