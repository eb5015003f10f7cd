//! What the feature's tables keep about a person.

use crate::sql;
use crate::store::Erase::{InCode, StandIn, Unname, Without};
use crate::store::Meaning::{self, Is, LeftOut, Who};
use crate::store::Merge::{Drop, Into, Nothing};
use crate::store::PersonalTable;

const COMPANY: (&str, Meaning) = ("org", LeftOut("The company: it is the same for all rows."));
const NOT_TOLD: &str =
    "It is shown to leads alone while they look for pairs, and says nothing that your profile does not.";

/// The feature's tables with people in them. Pairs and their meetings stay under an id that is nobody's, as figures are counted
/// from them; what somebody said of themselves, wished for or told goes.
pub const PERSONAL: &[PersonalTable] = &[
    PersonalTable {
        name: "mentorship_programme",
        about: "Mentorship programmes that you made.",
        columns: &[
            COMPANY,
            ("id", Is("Which.")),
            ("owner", Who("You, who made it.")),
            ("name", Is("What it is called.")),
            ("kind", Is("After which template it is run.")),
            ("state", Is("Where it is.")),
            ("rules", Is("What was decided for it.")),
            ("starts_on", Is("Its first day.")),
            ("made_at", Is("When it was made.")),
            ("ended_at", Is("When it ended.")),
            ("version", LeftOut("It counts changes of the programme.")),
        ],
        rows: sql!(
            "SELECT id, owner, name, kind, state, rules, starts_on, made_at, ended_at
             FROM mentorship_programme WHERE org = $1 AND owner = $2 ORDER BY made_at, id"
        ),
        erase: &[StandIn(sql!("UPDATE mentorship_programme SET owner = $3 WHERE org = $1 AND owner = $2"))],
        merge: &[Into(sql!("UPDATE mentorship_programme SET owner = $3 WHERE org = $1 AND owner = $2"))],
    },
    PersonalTable {
        name: "mentorship_profile",
        about: "What you said of yourself for mentorship. Your personality is shown to nobody.",
        columns: &[
            COMPANY,
            ("person", Who("You.")),
            ("body", Is("What you give and want to learn, your languages and years of experience.")),
            ("factors", Is("The sums of your answers on personality: extraversion, agreeableness, conscientiousness, neuroticism, intellect.")),
            ("changed_at", Is("When you last changed it.")),
        ],
        rows: sql!(
            "SELECT person, body, factors, changed_at FROM mentorship_profile WHERE org = $1 AND person = $2"
        ),
        erase: &[Without(sql!("DELETE FROM mentorship_profile WHERE org = $1 AND person = $2"))],
        merge: &[
            Into(sql!(
                "UPDATE mentorship_profile SET person = $3 WHERE org = $1 AND person = $2 AND NOT EXISTS (
                     SELECT 1 FROM mentorship_profile WHERE org = $1 AND person = $3)"
            )),
            Drop(sql!("DELETE FROM mentorship_profile WHERE org = $1 AND person = $2")),
        ],
    },
    PersonalTable {
        name: "mentorship_member",
        about: "Mentorship programmes that you take or took part in.",
        columns: &[
            COMPANY,
            ("programme", Is("Which.")),
            ("person", Who("You.")),
            ("role", Is("What you are in it.")),
            ("places", Is("How many mentees you would take.")),
            ("group_places", Is("How many, if mentors are few.")),
            ("goal", Is("What you want to reach.")),
            ("goal_score", Is("How far you were with it, from 0 to 10.")),
            ("left_over", Is("How often you were left over since you last had a mentor.")),
            ("joined_at", Is("When you joined.")),
            ("left_at", Is("When you left it.")),
        ],
        rows: sql!(
            "SELECT programme, person, role, places, group_places, goal, goal_score, left_over, joined_at, left_at
             FROM mentorship_member WHERE org = $1 AND person = $2 ORDER BY joined_at, programme"
        ),
        erase: &[
            Without(sql!("DELETE FROM mentorship_member WHERE org = $1 AND person = $2")),
            Unname(
                sql!(
                    "SELECT programme || ' ' || person AS key, goal FROM mentorship_member
                     WHERE org = $1 AND REPLACE(goal, $2, '') <> goal"
                ),
                sql!("UPDATE mentorship_member SET goal = $3 WHERE org = $1 AND programme || ' ' || person = $2"),
            ),
        ],
        merge: &[
            Into(sql!(
                "UPDATE mentorship_member SET person = $3 WHERE org = $1 AND person = $2 AND programme NOT IN (
                     SELECT programme FROM mentorship_member WHERE org = $1 AND person = $3)"
            )),
            Drop(sql!("DELETE FROM mentorship_member WHERE org = $1 AND person = $2")),
        ],
    },
    PersonalTable {
        name: "mentorship_block",
        about: "With whom you do not want to be matched. Nobody is told.",
        columns: &[
            COMPANY,
            ("person", Who("You.")),
            ("blocked", Who("With whom you do not want to be matched.")),
            ("since", Is("Since when.")),
        ],
        rows: sql!(
            "SELECT person, blocked, since FROM mentorship_block WHERE org = $1 AND person = $2 ORDER BY since, blocked"
        ),
        erase: &[Without(sql!(
            "DELETE FROM mentorship_block WHERE org = $1 AND (person = $2 OR blocked = $2)"
        ))],
        merge: &[
            Into(sql!(
                "UPDATE mentorship_block SET person = $3 WHERE org = $1 AND person = $2 AND blocked <> $3
                     AND blocked NOT IN (SELECT blocked FROM mentorship_block WHERE org = $1 AND person = $3)"
            )),
            Into(sql!(
                "UPDATE mentorship_block SET blocked = $3 WHERE org = $1 AND blocked = $2 AND person <> $3
                     AND person NOT IN (SELECT person FROM mentorship_block WHERE org = $1 AND blocked = $3)"
            )),
            Drop(sql!("DELETE FROM mentorship_block WHERE org = $1 AND (person = $2 OR blocked = $2)")),
        ],
    },
    PersonalTable {
        name: "mentorship_wish",
        about: "Whom you wished for in a mentorship programme.",
        columns: &[
            COMPANY,
            ("programme", Is("In which programme.")),
            ("person", Who("You.")),
            ("wanted", Who("For whom you wished.")),
            ("rank", Is("How much, from 1.")),
        ],
        rows: sql!(
            "SELECT programme, person, wanted, rank FROM mentorship_wish WHERE org = $1 AND person = $2
             ORDER BY programme, rank"
        ),
        erase: &[Without(sql!("DELETE FROM mentorship_wish WHERE org = $1 AND (person = $2 OR wanted = $2)"))],
        merge: &[
            Into(sql!(
                "UPDATE mentorship_wish SET person = $3 WHERE org = $1 AND person = $2 AND NOT EXISTS (
                     SELECT 1 FROM mentorship_wish AS own WHERE own.org = $1 AND own.person = $3
                         AND own.programme = mentorship_wish.programme AND own.wanted = mentorship_wish.wanted)"
            )),
            Into(sql!(
                "UPDATE mentorship_wish SET wanted = $3 WHERE org = $1 AND wanted = $2 AND NOT EXISTS (
                     SELECT 1 FROM mentorship_wish AS own WHERE own.org = $1 AND own.wanted = $3
                         AND own.programme = mentorship_wish.programme AND own.person = mentorship_wish.person)"
            )),
            Drop(sql!("DELETE FROM mentorship_wish WHERE org = $1 AND (person = $2 OR wanted = $2)")),
        ],
    },
    PersonalTable {
        name: "mentorship_draft",
        about: "Pairs that were proposed to a lead and not published yet.",
        columns: &[
            COMPANY,
            ("programme", LeftOut(NOT_TOLD)),
            ("mentee", Who("Who would learn.")),
            ("mentor", Who("Who would give.")),
            ("score", LeftOut(NOT_TOLD)),
            ("parts", LeftOut(NOT_TOLD)),
            ("left_why", LeftOut(NOT_TOLD)),
            ("is_new", LeftOut(NOT_TOLD)),
            ("version", LeftOut(NOT_TOLD)),
        ],
        rows: sql!("SELECT mentee FROM mentorship_draft WHERE org = $1 AND mentee = $2"),
        erase: &[Without(sql!("DELETE FROM mentorship_draft WHERE org = $1 AND (mentee = $2 OR mentor = $2)"))],
        merge: &[Drop(sql!("DELETE FROM mentorship_draft WHERE org = $1 AND (mentee = $2 OR mentor = $2)"))],
    },
    PersonalTable {
        name: "mentorship_ruling",
        about: "What a lead decided of pairs before they were published.",
        columns: &[
            COMPANY,
            ("programme", Is("In which programme.")),
            ("mentee", Who("Who would learn.")),
            ("mentor", Who("Who would give.")),
            ("is_fixed", LeftOut(NOT_TOLD)),
        ],
        rows: sql!(
            "SELECT DISTINCT programme, mentee FROM mentorship_ruling WHERE org = $1 AND mentee = $2 ORDER BY programme"
        ),
        erase: &[Without(sql!("DELETE FROM mentorship_ruling WHERE org = $1 AND (mentee = $2 OR mentor = $2)"))],
        merge: &[Drop(sql!("DELETE FROM mentorship_ruling WHERE org = $1 AND (mentee = $2 OR mentor = $2)"))],
    },
    PersonalTable {
        name: "mentorship_answer",
        about: "What you were asked alone during a mentorship, and answered. Nobody else is shown it.",
        columns: &[
            COMPANY,
            ("pair", Is("Of which pair.")),
            ("person", Who("You.")),
            ("kind", Is("What: whether you met, how far you are with your goal, how it goes, how it was.")),
            ("number", Is("Which of its kind.")),
            ("asked_at", Is("When you were asked.")),
            ("value", Is("What you answered.")),
            ("answered_at", Is("When you answered.")),
        ],
        rows: sql!(
            "SELECT pair, person, kind, number, asked_at, value, answered_at FROM mentorship_answer
             WHERE org = $1 AND person = $2 ORDER BY asked_at, pair, kind, number"
        ),
        erase: &[StandIn(sql!("UPDATE mentorship_answer SET person = $3 WHERE org = $1 AND person = $2"))],
        merge: &[
            Into(sql!(
                "UPDATE mentorship_answer SET person = $3 WHERE org = $1 AND person = $2 AND NOT EXISTS (
                     SELECT 1 FROM mentorship_answer AS own WHERE own.org = $1 AND own.person = $3
                         AND own.pair = mentorship_answer.pair AND own.kind = mentorship_answer.kind
                         AND own.number = mentorship_answer.number)"
            )),
            Drop(sql!("DELETE FROM mentorship_answer WHERE org = $1 AND person = $2")),
        ],
    },
    PersonalTable {
        name: "mentorship_story",
        about: "What you told of a mentorship, and how it may be told.",
        columns: &[
            COMPANY,
            ("pair", Is("Of which pair.")),
            ("person", Who("You.")),
            ("words", Is("What you told.")),
            ("consent", Is("Whether your name may stand with it.")),
            ("told_at", Is("When.")),
        ],
        rows: sql!(
            "SELECT pair, person, words, consent, told_at FROM mentorship_story WHERE org = $1 AND person = $2
             ORDER BY told_at, pair"
        ),
        erase: &[
            Without(sql!("DELETE FROM mentorship_story WHERE org = $1 AND person = $2")),
            Unname(
                sql!(
                    "SELECT pair || ' ' || person AS key, words FROM mentorship_story
                     WHERE org = $1 AND REPLACE(words, $2, '') <> words"
                ),
                sql!("UPDATE mentorship_story SET words = $3 WHERE org = $1 AND pair || ' ' || person = $2"),
            ),
        ],
        merge: &[
            Into(sql!(
                "UPDATE mentorship_story SET person = $3 WHERE org = $1 AND person = $2 AND pair NOT IN (
                     SELECT pair FROM mentorship_story WHERE org = $1 AND person = $3)"
            )),
            Drop(sql!("DELETE FROM mentorship_story WHERE org = $1 AND person = $2")),
        ],
    },
    PersonalTable {
        name: "mentorship_request",
        about: "Whom you asked to be your mentor, or who asked you.",
        columns: &[
            COMPANY,
            ("programme", Is("In which programme.")),
            ("mentee", Who("Who asked.")),
            ("mentor", Who("Who was asked.")),
            ("rank", Is("How wanted they were, from 1.")),
            ("state", Is("Where it is.")),
            ("asked_at", Is("When they were asked.")),
        ],
        // Whom somebody was only to be asked after others is the mentee's alone; that somebody passed, the mentor's.
        rows: sql!(
            "SELECT programme, mentee, mentor, rank, state, asked_at FROM mentorship_request
             WHERE org = $1 AND mentor = $2 AND asked_at IS NOT NULL
             UNION ALL
             SELECT programme, mentee, mentor, rank, CASE WHEN state = 'passed' THEN 'asked' ELSE state END, asked_at
             FROM mentorship_request WHERE org = $1 AND mentee = $2"
        ),
        erase: &[Without(sql!("DELETE FROM mentorship_request WHERE org = $1 AND (mentee = $2 OR mentor = $2)"))],
        merge: &[
            Into(sql!(
                "UPDATE mentorship_request SET mentee = $3 WHERE org = $1 AND mentee = $2 AND NOT EXISTS (
                     SELECT 1 FROM mentorship_request AS own WHERE own.org = $1 AND own.mentee = $3
                         AND own.programme = mentorship_request.programme)"
            )),
            Into(sql!(
                "UPDATE mentorship_request SET mentor = $3 WHERE org = $1 AND mentor = $2 AND NOT EXISTS (
                     SELECT 1 FROM mentorship_request AS own WHERE own.org = $1 AND own.mentor = $3
                         AND own.programme = mentorship_request.programme AND own.mentee = mentorship_request.mentee)"
            )),
            Drop(sql!("DELETE FROM mentorship_request WHERE org = $1 AND (mentee = $2 OR mentor = $2)")),
        ],
    },
    PersonalTable {
        name: "mentorship_meeting",
        about: "Meetings of mentorships that you are or were in.",
        columns: &[
            COMPANY,
            ("pair", Is("Of which pair.")),
            ("number", Is("Which meeting.")),
            ("due_at", Is("When it was expected.")),
            ("is_held", Is("Whether it was held, as one of you said.")),
            ("answered_at", Is("When one of you said so.")),
        ],
        rows: sql!(
            "SELECT m.pair, m.number, m.due_at, m.is_held, m.answered_at
             FROM mentorship_pair AS p JOIN mentorship_meeting AS m ON m.org = p.org AND m.pair = p.id
             WHERE p.org = $1 AND (p.mentor = $2 OR p.mentee = $2) ORDER BY m.pair, m.number"
        ),
        erase: &[InCode("Nobody stands in it: the pair that it is of loses the person.")],
        merge: &[Nothing("Nobody stands in it: the pair that it is of becomes the other person's.")],
    },
    PersonalTable {
        name: "mentorship_pair",
        about: "Mentorships that you are or were in.",
        columns: &[
            COMPANY,
            ("id", Is("Which.")),
            ("programme", Is("In which programme.")),
            ("mentor", Who("The mentor.")),
            ("mentee", Who("The mentee.")),
            ("state", Is("Where it is.")),
            ("score", Is("How well you fitted when you were matched, of a million; 0 if nobody scored it.")),
            ("parts", LeftOut("It is made of the other's profile as well as of yours.")),
            ("started_at", Is("When it began.")),
            ("ends_at", Is("Until when it was meant to last.")),
            ("paused_until", Is("Until when it pauses.")),
            ("ended_at", Is("When it ended.")),
            ("ended_why", Is("Why it ended.")),
            ("mentor_agreed_at", Is("When the mentor agreed.")),
            ("mentee_agreed_at", Is("When the mentee agreed.")),
        ],
        rows: sql!(
            "SELECT id, programme, mentor, mentee, state, score, started_at, ends_at, paused_until, ended_at, ended_why,
                 mentor_agreed_at, mentee_agreed_at
             FROM mentorship_pair WHERE org = $1 AND (mentor = $2 OR mentee = $2) ORDER BY started_at, id"
        ),
        erase: &[
            StandIn(sql!("UPDATE mentorship_pair SET mentor = $3 WHERE org = $1 AND mentor = $2")),
            StandIn(sql!("UPDATE mentorship_pair SET mentee = $3 WHERE org = $1 AND mentee = $2")),
        ],
        merge: &[
            Into(sql!("UPDATE mentorship_pair SET mentor = $3 WHERE org = $1 AND mentor = $2")),
            Into(sql!("UPDATE mentorship_pair SET mentee = $3 WHERE org = $1 AND mentee = $2")),
        ],
    },
];
