//! What the feature's tables keep about a person.

use crate::sql;
use crate::store::Erase::{StandIn, Unname, Without};
use crate::store::Meaning::{self, Is, LeftOut, Who};
use crate::store::Merge::{Drop, Into};
use crate::store::PersonalTable;

const COMPANY: (&str, Meaning) = ("org", LeftOut("The company: it is the same for all rows."));

/// The feature's tables with people in them.
pub const PERSONAL: &[PersonalTable] = &[
    PersonalTable {
        name: "kudos_contribution",
        about: "What you did for others, and what others did for you: badges and points are counted from it.",
        columns: &[
            COMPANY,
            ("id", Is("Which.")),
            ("kind", Is("Of which kind: an accepted answer.")),
            ("source", Is("What it came of.")),
            ("person", Who("Who did it.")),
            ("thanks_to", Who("Who had it of them, unless they did not show their name.")),
            ("topic", Is("What it was about.")),
            ("at", Is("When.")),
        ],
        rows: sql!(
            "SELECT id, kind, source, person, thanks_to, topic, at FROM kudos_contribution
             WHERE org = $1 AND (person = $2 OR thanks_to = $2) ORDER BY at, id"
        ),
        erase: &[
            StandIn(sql!("UPDATE kudos_contribution SET person = $3 WHERE org = $1 AND person = $2")),
            StandIn(sql!("UPDATE kudos_contribution SET thanks_to = $3 WHERE org = $1 AND thanks_to = $2")),
        ],
        merge: &[
            // Nobody does something for themselves.
            Into(sql!(
                "DELETE FROM kudos_contribution WHERE org = $1
                     AND ((person = $2 AND thanks_to = $3) OR (person = $3 AND thanks_to = $2))"
            )),
            Into(sql!("UPDATE kudos_contribution SET thanks_to = $3 WHERE org = $1 AND thanks_to = $2")),
            Into(sql!(
                "UPDATE kudos_contribution SET person = $3 WHERE org = $1 AND person = $2 AND source NOT IN (
                     SELECT source FROM kudos_contribution WHERE org = $1 AND person = $3)"
            )),
            Drop(sql!("DELETE FROM kudos_contribution WHERE org = $1 AND person = $2")),
        ],
    },
    PersonalTable {
        name: "kudos_badge_told",
        about: "Badges that you were told you reached.",
        columns: &[
            COMPANY,
            ("person", Who("You.")),
            ("step", Is("The badge and its step.")),
            ("at", Is("When.")),
        ],
        rows: sql!(
            "SELECT person, step, at FROM kudos_badge_told WHERE org = $1 AND person = $2 ORDER BY at, step"
        ),
        erase: &[Without(sql!("DELETE FROM kudos_badge_told WHERE org = $1 AND person = $2"))],
        merge: &[
            Into(sql!(
                "UPDATE kudos_badge_told SET person = $3 WHERE org = $1 AND person = $2 AND step NOT IN (
                     SELECT step FROM kudos_badge_told WHERE org = $1 AND person = $3)"
            )),
            Drop(sql!("DELETE FROM kudos_badge_told WHERE org = $1 AND person = $2")),
        ],
    },
    PersonalTable {
        name: "kudos_award",
        about: "The company's own badges that you were awarded, and that you awarded.",
        columns: &[
            COMPANY,
            ("badge", Is("Which badge.")),
            ("person", Who("Who has it.")),
            ("giver", Who("Who awarded it.")),
            ("reason", Is("What for, in the words of whoever awarded it.")),
            ("given_at", Is("When.")),
            ("told_at", Is("When the receiver was told.")),
        ],
        rows: sql!(
            "SELECT badge, person, giver, reason, given_at, told_at FROM kudos_award
             WHERE org = $1 AND (person = $2 OR giver = $2) ORDER BY given_at, badge"
        ),
        erase: &[
            Without(sql!("DELETE FROM kudos_award WHERE org = $1 AND person = $2")),
            StandIn(sql!("UPDATE kudos_award SET giver = $3, reason = '' WHERE org = $1 AND giver = $2")),
            Unname(
                sql!(
                    "SELECT badge || ' ' || person AS key, reason FROM kudos_award
                     WHERE org = $1 AND REPLACE(reason, $2, '') <> reason"
                ),
                sql!("UPDATE kudos_award SET reason = $3 WHERE org = $1 AND badge || ' ' || person = $2"),
            ),
        ],
        merge: &[
            Into(sql!(
                "DELETE FROM kudos_award WHERE org = $1
                     AND ((person = $2 AND giver = $3) OR (person = $3 AND giver = $2))"
            )),
            Into(sql!("UPDATE kudos_award SET giver = $3 WHERE org = $1 AND giver = $2")),
            Into(sql!(
                "UPDATE kudos_award SET person = $3 WHERE org = $1 AND person = $2 AND badge NOT IN (
                     SELECT badge FROM kudos_award WHERE org = $1 AND person = $3)"
            )),
            Drop(sql!("DELETE FROM kudos_award WHERE org = $1 AND person = $2")),
        ],
    },
];
