-- Points for an answer were earned where the question stands: on a board they count for whoever may read there.
UPDATE kudos_grant SET place = (
    SELECT question.place FROM question
    WHERE question.org = kudos_grant.org AND 'answer ' || question.id = kudos_grant.source
) WHERE kind = 'answer';
