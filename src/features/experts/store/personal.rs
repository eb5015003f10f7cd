//! What the feature's tables keep about a person.

use crate::sql;
use crate::store::Erase::{InCode, StandIn, Unname, Without};
use crate::store::Meaning::{self, Is, LeftOut, Who};
use crate::store::Merge::{Drop, Into};
use crate::store::PersonalTable;

const COMPANY: (&str, Meaning) = ("org", LeftOut("The company: it is the same for all rows."));

/// The feature's tables with people in them.
pub const PERSONAL: &[PersonalTable] = &[
    PersonalTable {
        name: "carried",
        about: "Words of yours that were carried between Slack and Microsoft Teams.",
        columns: &[
            COMPANY,
            ("id", Is("Which.")),
            ("question", Is("The question they are about; empty until you have said so.")),
            ("person", Who("You.")),
            ("place", Is("Where you wrote them, by the platform's id; empty for a form.")),
            ("message", Is("The message you wrote them in, by the platform's id.")),
            ("body", Is("Your words.")),
            ("post", Is("The copy on the other side.")),
            ("sent", Is("When you wrote them.")),
        ],
        rows: sql!(
            "SELECT id, question, person, place, message, body, post, sent FROM carried
             WHERE org = $1 AND person = $2 ORDER BY sent, id"
        ),
        erase: &[
            Without(sql!(
                "DELETE FROM handed WHERE org = $1 AND EXISTS (
                     SELECT 1 FROM carried AS c
                     WHERE c.org = $1 AND c.person = $2 AND c.place = handed.place AND c.message = handed.message)"
            )),
            // The copies go by these; then they go as well.
            StandIn(sql!(
                "UPDATE carried SET person = $3, body = '', place = NULL, message = NULL WHERE org = $1 AND person = $2"
            )),
            InCode("The copies on the other side are deleted, then the rows."),
            Unname(
                sql!("SELECT id, body FROM carried WHERE org = $1 AND REPLACE(body, $2, '') <> body"),
                sql!("UPDATE carried SET body = $3 WHERE org = $1 AND id = $2"),
            ),
        ],
        merge: &[
            Into(sql!("UPDATE carried SET person = $3 WHERE org = $1 AND person = $2")),
        ],
    },
    PersonalTable {
        name: "question",
        about: "Questions that you asked, answered, took or accepted an answer to. Of other people's questions only your \
                part is told.",
        columns: &[
            ("id", Is("Which question.")),
            COMPANY,
            ("workspace", Is("The workspace it was asked in.")),
            ("asker", Who("Who asked, if it was you.")),
            ("place", Is("The channel, by the platform's id.")),
            ("thread", Is("The message it was asked below, by the platform's id.")),
            ("root", Is("Lyceum's card with the question.")),
            ("body", Is("The question, if it is yours.")),
            ("topic", Is("The company's topic that it is about.")),
            ("urgent", Is("It could not wait.")),
            ("anonymous", Is("The asker's name is not shown.")),
            ("state", Is("Suggested, kept for later, dropped, solved by an earlier answer (deflected), open, taken, accepted, withdrawn.")),
            ("stage", Is("Who is asked: the first, the standby, the champions, everybody.")),
            ("nobody", Is("Nobody was found who knows about it.")),
            ("holder", Who("Who is asked or took it, or whose day is waited for.")),
            ("suggested_at", Is("When it was written.")),
            ("opened_at", Is("When it was asked.")),
            ("taken_at", Is("When it was taken.")),
            ("active_at", Is("When something last happened.")),
            ("accepted_at", Is("When an answer was accepted.")),
            ("accepted_by", Who("Who accepted it.")),
            ("answered_by", Who("Whose answer was accepted.")),
            ("answer", Is("The answer, if the question or the answer is yours.")),
            ("answer_message", Is("The message it stands in, by the platform's id.")),
            ("answer_follows", Is("It has the words of that message, and changes with it.")),
            ("answer_deleted", Is("That message was deleted, so the answer is gone.")),
            ("source_place", Is("Where the message stands that it was asked by or on, by the platform's id.")),
            ("source", Is("That message, by the platform's id.")),
            ("source_author", Who("Who wrote that message, if somebody else asked on it: you.")),
            ("source_follows", Is("It has the words of that message, and changes with it.")),
            ("is_deleted", Is("That message was deleted, so the words of the question are gone.")),
            ("deflected_to", Is("The earlier conversation that solved it.")),
            ("saved_minutes", Is("How many minutes the answer saved, as you said.")),
            ("closed_because", Is("Why it was closed, if its asker did not take it back: who asked has left, or nothing can be posted there.")),
            ("followed_up", Is("The asker was asked whether it was solved.")),
            ("version", LeftOut("How often the row was changed.")),
        ],
        rows: sql!(
            "SELECT id, workspace, CASE WHEN asker = $2 THEN asker END AS asker, place, thread, root,
                 CASE WHEN asker = $2 OR (source_author = $2 AND source_follows) THEN body END AS body, topic, urgent, anonymous, state, stage, nobody,
                 CASE WHEN asker = $2 OR holder = $2 THEN holder END AS holder,
                 suggested_at, opened_at, taken_at, active_at, accepted_at,
                 CASE WHEN asker = $2 OR accepted_by = $2 THEN accepted_by END AS accepted_by,
                 CASE WHEN asker = $2 OR answered_by = $2 THEN answered_by END AS answered_by,
                 CASE WHEN asker = $2 OR answered_by = $2 THEN answer END AS answer, answer_message, answer_follows, answer_deleted,
                 CASE WHEN asker = $2 OR source_author = $2 THEN source_place END AS source_place,
                 CASE WHEN asker = $2 OR source_author = $2 THEN source END AS source,
                 CASE WHEN source_author = $2 THEN source_author END AS source_author,
                 source_follows, is_deleted, deflected_to,
                 CASE WHEN asker = $2 THEN saved_minutes END AS saved_minutes, closed_because, followed_up
             FROM question
             WHERE org = $1
                 AND (asker = $2 OR holder = $2 OR accepted_by = $2 OR answered_by = $2 OR source_author = $2)
             ORDER BY suggested_at, id"
        ),
        erase: &[
            Without(sql!(
                "DELETE FROM handed WHERE org = $1 AND EXISTS (
                     SELECT 1 FROM question AS q
                     WHERE q.org = $1 AND (
                         (q.asker = $2 AND q.source_place = handed.place AND q.source = handed.message)
                         OR (q.answered_by = $2 AND q.place = handed.place AND q.answer_message = handed.message)))
                 AND NOT EXISTS (
                     SELECT 1 FROM question AS other
                     WHERE other.org = $1 AND other.asker <> $2
                         AND other.source_place = handed.place AND other.source = handed.message)
                 AND NOT EXISTS (
                     SELECT 1 FROM question AS other
                     WHERE other.org = $1 AND other.answered_by <> $2
                         AND other.place = handed.place AND other.answer_message = handed.message)"
            )),
            // What was asked goes; that it was asked, about which topic, and what became of it stay in the figures.
            StandIn(sql!("UPDATE question SET asker = $3, body = ''
                 WHERE org = $1 AND asker = $2")),
            StandIn(sql!(
                "UPDATE question SET answered_by = $3, answer = NULL, answer_message = NULL
                 WHERE org = $1 AND answered_by = $2"
            )),
            StandIn(sql!("UPDATE question SET source_author = $3 WHERE org = $1 AND source_author = $2")),
            StandIn(sql!(
                "UPDATE question SET holder = $3, version = version + 1 WHERE org = $1 AND holder = $2"
            )),
            StandIn(sql!("UPDATE question SET accepted_by = $3 WHERE org = $1 AND accepted_by = $2")),
            Unname(
                sql!("SELECT id, body FROM question WHERE org = $1 AND REPLACE(body, $2, '') <> body"),
                sql!("UPDATE question SET body = $3 WHERE org = $1 AND id = $2"),
            ),
            Unname(
                sql!("SELECT id, answer FROM question WHERE org = $1 AND REPLACE(answer, $2, '') <> answer"),
                sql!("UPDATE question SET answer = $3 WHERE org = $1 AND id = $2"),
            ),
        ],
        merge: &[
            Into(sql!("UPDATE question SET asker = $3 WHERE org = $1 AND asker = $2")),
            // Whoever has read who is asked is not to write that back.
            Into(sql!("UPDATE question SET holder = $3, version = version + 1 WHERE org = $1 AND holder = $2")),
            Into(sql!("UPDATE question SET accepted_by = $3 WHERE org = $1 AND accepted_by = $2")),
            Into(sql!("UPDATE question SET answered_by = $3 WHERE org = $1 AND answered_by = $2")),
            Into(sql!("UPDATE question SET source_author = $3 WHERE org = $1 AND source_author = $2")),
        ],
    },
    PersonalTable {
        name: "candidate",
        about: "Questions for which you were thought of, why, and what you did about it. Of those that you were not asked \
                you are told only that you were thought of: what they are about is somebody else's.",
        columns: &[
            COMPANY,
            ("question", Is("Which question.")),
            ("person", Who("You.")),
            ("place_in_ranking", Is("Your place among those who were thought of; 0 if you were not ranked.")),
            ("part", Is("Asked first, standby, in reserve, asleep, left out, champion, named.")),
            ("rising", Is("Chosen because you know about it and are asked little.")),
            ("exclusion", Is("Why you were left out.")),
            ("why", Is("Why you came to mind.")),
            ("state", Is("Waiting, tagged, took it, declined, silent, not needed.")),
            ("declined_because", Is("Why you passed it on.")),
            ("tagged_at", Is("When you were asked.")),
            ("tag", Is("The message that asked you.")),
            ("snoozed", Is("You put it off once.")),
        ],
        rows: sql!(
            "SELECT CASE WHEN tagged_at IS NOT NULL THEN question END AS question, person, place_in_ranking, part,
                 rising, CASE WHEN tagged_at IS NOT NULL THEN exclusion END AS exclusion,
                 CASE WHEN tagged_at IS NOT NULL THEN why END AS why, state, declined_because, tagged_at, tag, snoozed
             FROM candidate WHERE org = $1 AND person = $2 ORDER BY question"
        ),
        erase: &[
            // Whoever has read who is asked is not to write that back.
            Without(sql!(
                "UPDATE question SET version = version + 1
                 WHERE org = $1 AND id IN (SELECT question FROM candidate WHERE org = $1 AND person = $2)"
            )),
            StandIn(sql!(
                "UPDATE candidate SET person = $3, why = '', exclusion = NULL, declined_because = NULL
                 WHERE org = $1 AND person = $2"
            )),
            Unname(
                sql!(
                    "SELECT question || ' ' || person AS key, why FROM candidate
                     WHERE org = $1 AND REPLACE(why, $2, '') <> why"
                ),
                sql!("UPDATE candidate SET why = $3 WHERE org = $1 AND question || ' ' || person = $2"),
            ),
        ],
        merge: &[
            Into(sql!(
                "UPDATE question SET version = version + 1
                 WHERE org = $1 AND asker <> $3
                     AND id IN (SELECT question FROM candidate WHERE org = $1 AND person = $2)"
            )),
            // Considered twice for one question: once is enough.
            Into(sql!(
                "UPDATE candidate SET person = $3 WHERE org = $1 AND person = $2 AND question NOT IN (
                     SELECT question FROM candidate WHERE org = $1 AND person = $3)"
            )),
            Drop(sql!("DELETE FROM candidate WHERE org = $1 AND person = $2")),
        ],
    },
    PersonalTable {
        name: "question_reply",
        about: "What you wrote in the threads of questions, in channels that Lyceum may read.",
        columns: &[
            COMPANY,
            ("question", Is("Which question.")),
            ("message", Is("The message, by the platform's id.")),
            ("person", Who("You.")),
            ("body", Is("Your words.")),
            ("sent", Is("When you wrote them.")),
        ],
        rows: sql!(
            "SELECT question, message, person, body, sent FROM question_reply
             WHERE org = $1 AND person = $2 ORDER BY sent, message"
        ),
        erase: &[
            Without(sql!("DELETE FROM question_reply WHERE org = $1 AND person = $2")),
            Unname(
                sql!(
                    "SELECT question || ' ' || message AS key, body FROM question_reply
                     WHERE org = $1 AND REPLACE(body, $2, '') <> body"
                ),
                sql!("UPDATE question_reply SET body = $3 WHERE org = $1 AND question || ' ' || message = $2"),
            ),
        ],
        merge: &[
            Into(sql!("UPDATE question_reply SET person = $3 WHERE org = $1 AND person = $2")),
        ],
    },
    PersonalTable {
        name: "across",
        about: "Questions on which you were asked in another workspace than the one they were asked in.",
        columns: &[
            COMPANY,
            ("question", Is("Which question.")),
            ("person", Who("You.")),
            ("workspace", Is("Where you were asked.")),
        ],
        rows: sql!("SELECT question, person, workspace FROM across WHERE org = $1 AND person = $2 ORDER BY question"),
        erase: &[Without(sql!("DELETE FROM across WHERE org = $1 AND person = $2"))],
        merge: &[
            Into(sql!(
                "UPDATE across SET person = $3 WHERE org = $1 AND person = $2 AND question NOT IN (
                     SELECT question FROM across WHERE org = $1 AND person = $3)"
            )),
            Drop(sql!("DELETE FROM across WHERE org = $1 AND person = $2")),
        ],
    },
];
