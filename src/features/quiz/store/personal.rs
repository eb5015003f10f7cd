//! What the feature's tables keep about a person.

use crate::sql;
use crate::store::Erase::{StandIn, Unname, Without};
use crate::store::Meaning::{self, Is, LeftOut, Who};
use crate::store::Merge::{Drop, Into, Nothing};
use crate::store::PersonalTable;

const COMPANY: (&str, Meaning) = ("org", LeftOut("The company: it is the same for all rows."));

/// The feature's tables with people in them. What a quiz of somebody's asks goes with them; that they started it, and what
/// others answered, stays without their name.
pub const PERSONAL: &[PersonalTable] = &[
    PersonalTable {
        name: "quiz_item",
        about: "Questions of quizzes that you wrote, with what is right.",
        columns: &[
            COMPANY,
            ("quiz", Is("Of which quiz.")),
            ("version", Is("Of which version of it.")),
            ("position", Is("The place in it.")),
            ("body", Is("The question, its answers and what is right.")),
        ],
        rows: sql!(
            "SELECT i.quiz, i.version, i.position, i.body
             FROM quiz AS q JOIN quiz_item AS i ON i.org = q.org AND i.quiz = q.id
             WHERE q.org = $1 AND q.owner = $2 ORDER BY i.quiz, i.version, i.position"
        ),
        erase: &[
            Without(sql!(
                "DELETE FROM quiz_review WHERE org = $1 AND quiz IN (
                     SELECT id FROM quiz WHERE org = $1 AND owner = $2)"
            )),
            Without(sql!(
                "DELETE FROM quiz_item WHERE org = $1 AND quiz IN (
                     SELECT id FROM quiz WHERE org = $1 AND owner = $2)"
            )),
            Unname(
                sql!(
                    "SELECT quiz || ' ' || version || ' ' || position AS key, body FROM quiz_item
                     WHERE org = $1 AND REPLACE(body, $2, '') <> body"
                ),
                sql!(
                    "UPDATE quiz_item SET body = $3
                     WHERE org = $1 AND quiz || ' ' || version || ' ' || position = $2"
                ),
            ),
        ],
        merge: &[Nothing("They are their quiz's, which says whose it is.")],
    },
    PersonalTable {
        name: "quiz",
        about: "Quizzes that you wrote.",
        columns: &[
            COMPANY,
            ("id", Is("Which.")),
            ("owner", Who("You.")),
            ("title", Is("What it is called.")),
            ("topic", Is("What it is about.")),
            ("version", Is("The newest version.")),
            ("is_used", Is("Somebody was asked that version.")),
            ("made_at", Is("When you made it.")),
        ],
        rows: sql!(
            "SELECT id, owner, title, topic, version, is_used, made_at FROM quiz
             WHERE org = $1 AND owner = $2 ORDER BY made_at, id"
        ),
        erase: &[
            StandIn(sql!("UPDATE quiz SET owner = $3, title = '' WHERE org = $1 AND owner = $2")),
            Unname(
                sql!("SELECT id AS key, title FROM quiz WHERE org = $1 AND REPLACE(title, $2, '') <> title"),
                sql!("UPDATE quiz SET title = $3 WHERE org = $1 AND id = $2"),
            ),
        ],
        merge: &[Into(sql!("UPDATE quiz SET owner = $3 WHERE org = $1 AND owner = $2"))],
    },
    PersonalTable {
        name: "quiz_run",
        about: "Quizzes that you had asked, and when.",
        columns: &[
            COMPANY,
            ("id", Is("Which.")),
            ("quiz", Is("Of which quiz.")),
            ("version", Is("Of which version of it.")),
            ("host", Who("Who started it.")),
            ("form", Is("Which of two parallel forms was asked.")),
            ("opens_at", Is("From when on it was asked.")),
            ("closes_at", Is("Until when answers counted.")),
            ("closed_at", Is("When it was closed.")),
            ("minutes", Is("How many minutes people had.")),
            ("explains_late", Is("Answers were explained only once it was closed.")),
            ("baseline", Is("The run that it followed.")),
            ("target", Is("The share of the points that people were to reach, in per cent.")),
        ],
        rows: sql!(
            "SELECT id, quiz, version, host, form, opens_at, closes_at, closed_at, minutes, explains_late,
                 baseline, target
             FROM quiz_run WHERE org = $1 AND host = $2 ORDER BY opens_at, id"
        ),
        erase: &[StandIn(sql!("UPDATE quiz_run SET host = $3 WHERE org = $1 AND host = $2"))],
        merge: &[Into(sql!("UPDATE quiz_run SET host = $3 WHERE org = $1 AND host = $2"))],
    },
    PersonalTable {
        name: "quiz_answer",
        about: "What you answered in quizzes.",
        columns: &[
            COMPANY,
            ("attempt", Is("When you took which quiz: a row of quiz_attempt.")),
            ("position", Is("To which question.")),
            ("given", Is("What you answered: options by their place from 0, or what you typed.")),
            ("credit", Is("The share of the question's points that it was worth.")),
            ("answered_at", Is("When.")),
        ],
        rows: sql!(
            "SELECT w.attempt, w.position, w.given, w.credit, w.answered_at
             FROM quiz_attempt AS a JOIN quiz_answer AS w ON w.org = a.org AND w.attempt = a.id
             WHERE a.org = $1 AND a.person = $2 ORDER BY w.attempt, w.position"
        ),
        erase: &[
            Without(sql!(
                "DELETE FROM quiz_answer WHERE org = $1 AND attempt IN (
                     SELECT id FROM quiz_attempt WHERE org = $1 AND person = $2 AND handed_in_at IS NULL)"
            )),
            Without(sql!(
                "UPDATE quiz_answer SET given = '' WHERE org = $1 AND given <> '' AND attempt IN (
                     SELECT id FROM quiz_attempt WHERE org = $1 AND person = $2)"
            )),
            Unname(
                sql!(
                    "SELECT attempt || ' ' || position AS key, given FROM quiz_answer
                     WHERE org = $1 AND REPLACE(given, $2, '') <> given"
                ),
                sql!(
                    "UPDATE quiz_answer SET given = $3 WHERE org = $1 AND attempt || ' ' || position = $2"
                ),
            ),
        ],
        merge: &[
            // Of two that one person took, the one that was handed in stays, else the one of who they are.
            Into(sql!(
                "DELETE FROM quiz_answer WHERE org = $1 AND attempt IN (
                     SELECT own.id FROM quiz_attempt AS own JOIN quiz_attempt AS other
                         ON other.org = own.org AND other.run = own.run AND other.person = $2
                     WHERE own.org = $1 AND own.person = $3 AND own.handed_in_at IS NULL
                         AND other.handed_in_at IS NOT NULL)"
            )),
            Into(sql!(
                "DELETE FROM quiz_answer WHERE org = $1 AND attempt IN (
                     SELECT other.id FROM quiz_attempt AS other JOIN quiz_attempt AS own
                         ON own.org = other.org AND own.run = other.run AND own.person = $3
                     WHERE other.org = $1 AND other.person = $2
                         AND (own.handed_in_at IS NOT NULL OR other.handed_in_at IS NULL))"
            )),
        ],
    },
    PersonalTable {
        name: "quiz_attempt",
        about: "Quizzes that you were asked or took, and what you had. Nobody else is shown your score.",
        columns: &[
            COMPANY,
            ("id", Is("Which.")),
            ("run", Is("Of which run of a quiz.")),
            ("person", Who("You.")),
            ("invited_at", Is("When you were asked; empty if you began by yourself.")),
            ("started_at", Is("When you began.")),
            ("handed_in_at", Is("When you handed in.")),
            ("is_late", Is("It did not count any more by then.")),
            ("earned", Is("The points you had.")),
            ("possible", Is("The points that could be had.")),
        ],
        rows: sql!(
            "SELECT id, run, person, invited_at, started_at, handed_in_at, is_late, earned, possible
             FROM quiz_attempt WHERE org = $1 AND person = $2 ORDER BY id"
        ),
        erase: &[
            Without(sql!(
                "DELETE FROM quiz_attempt WHERE org = $1 AND person = $2 AND handed_in_at IS NULL"
            )),
            StandIn(sql!("UPDATE quiz_attempt SET person = $3 WHERE org = $1 AND person = $2")),
        ],
        merge: &[
            // As with what was answered: see `quiz_answer`.
            Into(sql!(
                "DELETE FROM quiz_attempt WHERE org = $1 AND person = $3 AND handed_in_at IS NULL AND run IN (
                     SELECT run FROM quiz_attempt WHERE org = $1 AND person = $2 AND handed_in_at IS NOT NULL)"
            )),
            Into(sql!(
                "UPDATE quiz_attempt SET person = $3 WHERE org = $1 AND person = $2 AND run NOT IN (
                     SELECT run FROM quiz_attempt WHERE org = $1 AND person = $3)"
            )),
            Drop(sql!("DELETE FROM quiz_attempt WHERE org = $1 AND person = $2")),
        ],
    },
    PersonalTable {
        name: "quiz_review",
        about: "Questions that you got wrong, and when you are asked them again.",
        columns: &[
            COMPANY,
            ("person", Who("You.")),
            ("quiz", Is("Of which quiz.")),
            ("version", Is("Of which version of it.")),
            ("position", Is("The place in it.")),
            ("due_at", Is("When you are asked again.")),
            ("reviewed_at", Is("When you last answered it.")),
            ("stability", Is("After how many days nine of ten would still know it.")),
            ("difficulty", Is("How hard it is for you, from 1 to 10.")),
            ("reviews", Is("How often you answered it.")),
            ("asked_at", Is("When you were asked and have not answered since.")),
        ],
        rows: sql!(
            "SELECT person, quiz, version, position, due_at, reviewed_at, stability, difficulty, reviews, asked_at
             FROM quiz_review WHERE org = $1 AND person = $2 ORDER BY due_at, quiz, version, position"
        ),
        erase: &[Without(sql!("DELETE FROM quiz_review WHERE org = $1 AND person = $2"))],
        merge: &[
            Into(sql!(
                "UPDATE quiz_review SET person = $3 WHERE org = $1 AND person = $2 AND NOT EXISTS (
                     SELECT 1 FROM quiz_review AS own WHERE own.org = $1 AND own.person = $3
                         AND own.quiz = quiz_review.quiz AND own.version = quiz_review.version
                         AND own.position = quiz_review.position)"
            )),
            Drop(sql!("DELETE FROM quiz_review WHERE org = $1 AND person = $2")),
        ],
    },
    PersonalTable {
        name: "quiz_review_ended",
        about: "That you do not want to be asked again what you got wrong.",
        columns: &[COMPANY, ("person", Who("You.")), ("since", Is("Since when."))],
        rows: sql!("SELECT person, since FROM quiz_review_ended WHERE org = $1 AND person = $2"),
        erase: &[Without(sql!("DELETE FROM quiz_review_ended WHERE org = $1 AND person = $2"))],
        merge: &[
            Into(sql!(
                "UPDATE quiz_review_ended SET person = $3 WHERE org = $1 AND person = $2 AND NOT EXISTS (
                     SELECT 1 FROM quiz_review_ended WHERE org = $1 AND person = $3)"
            )),
            Drop(sql!("DELETE FROM quiz_review_ended WHERE org = $1 AND person = $2")),
        ],
    },
];
