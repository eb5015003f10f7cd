//! What the company's tables keep about a person.

use crate::sql;
use crate::store::Erase::{InCode, StandIn, Without};
use crate::store::Meaning::{Is, LeftOut, Who};
use crate::store::Merge::{Drop, Into, Nothing};
use crate::store::PersonalTable;

const COMPANY: (&str, crate::store::Meaning) = ("org", LeftOut("The company: it is the same for all rows."));

const JOINED: &str = "The account's person is joined: AccountLinks::join.";
const BY_ACCOUNT: &str = "It is kept by the account.";

/// The company's tables with people in them. Accounts and the person come last: what is kept of them is found by these.
pub const PERSONAL: &[PersonalTable] = &[
    PersonalTable {
        name: "kudos_giver",
        about: "How often you gave or were counted something: it is how limits are kept.",
        columns: &[COMPANY, ("person", Who("You.")), ("turns", Is("How often."))],
        rows: sql!("SELECT person, turns FROM kudos_giver WHERE org = $1 AND person = $2"),
        erase: &[Without(sql!("DELETE FROM kudos_giver WHERE org = $1 AND person = $2"))],
        merge: &[Drop(sql!("DELETE FROM kudos_giver WHERE org = $1 AND person = $2"))],
    },
    PersonalTable {
        name: "skill",
        about: "What you say you know, or want to learn.",
        columns: &[
            COMPANY,
            ("person", Who("You.")),
            ("name", Is("The skill, in your words.")),
            ("ask_me", Is("You are glad to be asked about it.")),
            ("can_mentor", Is("You would teach it.")),
            ("wants_to_learn", Is("You want to learn it.")),
        ],
        rows: sql!(
            "SELECT person, name, ask_me, can_mentor, wants_to_learn FROM skill WHERE org = $1 AND person = $2 ORDER BY name"
        ),
        erase: &[Without(sql!("DELETE FROM skill WHERE org = $1 AND person = $2"))],
        merge: &[Nothing(JOINED)],
    },
    PersonalTable {
        name: "champion",
        about: "Topics of which a lead made you the champion.",
        columns: &[COMPANY, ("topic", Is("The topic.")), ("person", Who("You."))],
        rows: sql!("SELECT topic, person FROM champion WHERE org = $1 AND person = $2 ORDER BY topic"),
        erase: &[Without(sql!("DELETE FROM champion WHERE org = $1 AND person = $2"))],
        merge: &[Nothing(JOINED)],
    },
    PersonalTable {
        name: "not_mine",
        about: "Topics that you said are not yours.",
        columns: &[
            COMPANY,
            ("person", Who("You.")),
            ("topic", Is("The topic.")),
            ("ask_me", Is("You had said before that you are glad to be asked about it.")),
            ("can_mentor", Is("You had said before that you would teach it.")),
            ("since", Is("When you said so.")),
        ],
        rows: sql!(
            "SELECT person, topic, ask_me, can_mentor, since FROM not_mine WHERE org = $1 AND person = $2 ORDER BY topic"
        ),
        erase: &[Without(sql!("DELETE FROM not_mine WHERE org = $1 AND person = $2"))],
        merge: &[Nothing(JOINED)],
    },
    PersonalTable {
        name: "link_code",
        about: "A code that you asked for to show that two accounts are yours. It is good for 15 minutes.",
        columns: &[
            COMPANY,
            ("code", LeftOut("A secret, of which only a digest is kept.")),
            ("person", Who("You.")),
            ("account", Is("The account by which you asked for it.")),
            ("until", Is("Until when it is good.")),
        ],
        rows: sql!(
            "SELECT person, account, until FROM link_code WHERE org = $1 AND person = $2 ORDER BY until"
        ),
        erase: &[Without(sql!("DELETE FROM link_code WHERE org = $1 AND person = $2"))],
        merge: &[Drop(sql!("DELETE FROM link_code WHERE org = $1 AND person = $2"))],
    },
    PersonalTable {
        name: "link_miss",
        about: "When you typed a code that was none. It is counted so that nobody can guess one.",
        columns: &[COMPANY, ("account", Is("The account by which it was typed.")), ("at", Is("When."))],
        rows: sql!(
            "SELECT account, at FROM link_miss WHERE org = $1 AND account IN (
                 SELECT id FROM account WHERE org = $1 AND person = $2) ORDER BY at"
        ),
        erase: &[Without(sql!(
            "DELETE FROM link_miss WHERE org = $1 AND account IN (
                 SELECT id FROM account WHERE org = $1 AND person = $2)"
        ))],
        merge: &[Nothing(BY_ACCOUNT)],
    },
    PersonalTable {
        name: "member",
        about: "Channels and teams that you are known to be in. It decides what you may be shown.",
        columns: &[
            COMPANY,
            ("circle", Is("The channel or team, by the platform's id.")),
            ("account", Is("Your account that is in it.")),
            (
                "until",
                Is("Until when that is believed; empty: as long as the platform's list of members says so."),
            ),
        ],
        rows: sql!(
            "SELECT circle, account, until FROM member WHERE org = $1 AND account IN (
                 SELECT id FROM account WHERE org = $1 AND person = $2) ORDER BY circle"
        ),
        erase: &[
            // Where a guest or somebody from outside is, it is not known who is until the platform has told it anew.
            Without(sql!(
                "UPDATE roster SET read_at = NULL, due = 0 WHERE org = $1 AND circle IN (
                     SELECT m.circle FROM member AS m JOIN account AS a ON a.org = m.org AND a.id = m.account
                     WHERE m.org = $1 AND a.person = $2 AND a.standing NOT IN ('member', 'gone'))"
            )),
            Without(sql!(
                "DELETE FROM member WHERE org = $1 AND account IN (
                     SELECT id FROM account WHERE org = $1 AND person = $2)"
            )),
        ],
        merge: &[Nothing(BY_ACCOUNT)],
    },
    PersonalTable {
        name: "feature_settings",
        about: "What the company's lead decided, if it names you.",
        columns: &[
            COMPANY,
            ("feature", Is("Which part of the program it is about.")),
            ("data", LeftOut("What the lead decided for the company.")),
        ],
        rows: sql!(
            "SELECT feature FROM feature_settings
             WHERE org = $1 AND REPLACE(data, '\"' || CAST($2 AS TEXT) || '\"', '') <> data ORDER BY feature"
        ),
        erase: &[StandIn(sql!(
            "UPDATE feature_settings SET data =
                 REPLACE(data, '\"' || CAST($2 AS TEXT) || '\"', '\"' || CAST($3 AS TEXT) || '\"')
             WHERE org = $1 AND REPLACE(data, '\"' || CAST($2 AS TEXT) || '\"', '') <> data"
        ))],
        merge: &[Into(sql!(
            "UPDATE feature_settings SET data =
                 REPLACE(data, '\"' || CAST($2 AS TEXT) || '\"', '\"' || CAST($3 AS TEXT) || '\"')
             WHERE org = $1 AND REPLACE(data, '\"' || CAST($2 AS TEXT) || '\"', '') <> data"
        ))],
    },
    PersonalTable {
        name: "erased",
        about: "Digests by which somebody who was erased is known again, so that nothing of them is kept anew.",
        columns: &[
            COMPANY,
            ("digest", LeftOut("No name can be read from it, and nobody who is known has one.")),
            ("colleague", LeftOut("It belongs to the digest.")),
            ("at", LeftOut("It belongs to the digest.")),
        ],
        rows: sql!("SELECT at FROM erased WHERE org = $1 AND digest = $2"),
        erase: &[InCode("It is what is left of whoever is erased.")],
        merge: &[Nothing("Whoever is erased is nobody else.")],
    },
    PersonalTable {
        name: "account",
        about: "Your accounts on Slack and Microsoft Teams.",
        columns: &[
            ("id", Is("The account, by the platform's id.")),
            COMPANY,
            ("workspace", Is("The Slack workspace or Teams tenant.")),
            ("person", Who("You.")),
            (
                "standing",
                Is("What the account is to the company: member, guest, from another company, switched off."),
            ),
            ("active_at", Is("When it last did something, to within some hours.")),
            ("profile_due", Is("When the platform is asked about it again.")),
        ],
        rows: sql!(
            "SELECT id, workspace, person, standing, active_at, profile_due FROM account
             WHERE org = $1 AND person = $2 ORDER BY id"
        ),
        erase: &[Without(sql!("DELETE FROM account WHERE org = $1 AND person = $2"))],
        merge: &[Nothing(JOINED)],
    },
    PersonalTable {
        name: "person",
        about: "Who you are: from your profile on the platform, from a list of the company, and as you set it.",
        columns: &[
            ("id", Is("What this program calls you.")),
            COMPANY,
            ("name", Is("Your name.")),
            ("email", Is("Your address.")),
            ("title", Is("Your title.")),
            ("department", Is("Where you belong.")),
            ("location", Is("Where you are.")),
            ("country", Is("The country whose holidays you keep.")),
            ("time_zone", Is("Your time zone.")),
            ("manager", Who("Whom you report to.")),
            ("start_date", Is("Your first day.")),
            ("projects", Is("What you work on, one a line.")),
            ("standing", Is("What you are to the company.")),
            ("lead", Is("You set Lyceum up for the company.")),
            ("weekly_cap", Is("How often a week you may be asked.")),
            ("work_days", Is("Your working days: 1 is Monday, 2 Tuesday, 4 Wednesday and so on, added up.")),
            ("work_from", Is("When your work begins, in minutes after midnight.")),
            ("work_until", Is("When your work ends, in minutes after midnight.")),
            ("quiet_from", Is("When your quiet hours begin, in minutes after midnight.")),
            ("quiet_until", Is("When your quiet hours end, in minutes after midnight.")),
            ("off_duty", Is("You are not to be asked at all.")),
            ("paused_until", Is("You paused everything until then.")),
        ],
        rows: sql!("SELECT * FROM person WHERE org = $1 AND id = $2"),
        erase: &[
            // Nobody is told of in the record of whoever reported to them.
            Without(sql!("UPDATE person SET manager = NULL WHERE org = $1 AND manager = $2")),
            Without(sql!("DELETE FROM person WHERE org = $1 AND id = $2")),
        ],
        merge: &[Nothing(JOINED)],
    },
];
