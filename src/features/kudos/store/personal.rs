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
        name: "kudos_grant",
        about: "Thanks and points that you gave and were given.",
        columns: &[
            COMPANY,
            ("id", Is("Which.")),
            ("kind", Is("Given by hand, or what it was earned by.")),
            ("source", Is("What it came of.")),
            ("giver", Who("Who gave it; you yourself, if it was earned and nobody is to be named.")),
            ("receiver", Who("Who was given it.")),
            ("amount", Is("Points.")),
            ("reason", Is("What for, in the giver's words.")),
            ("topic", Is("The company's topic that it names.")),
            ("given_at", Is("When.")),
            ("local_day", Is("The day where the giver was.")),
            ("local_month", Is("The month where the giver was.")),
            ("post", Is("Lyceum's announcement.")),
            ("undone_at", Is("When it was taken back.")),
            ("company_value", Is("The company's value that it names.")),
            ("place", Is("The channel in which it was announced, by the platform's id.")),
            ("roundup", Is("The weekly round-up that tells of it.")),
            ("said_in", Is("Where the message stands that gave it, by the platform's id.")),
            ("said_as", Is("That message, by the platform's id.")),
        ],
        rows: sql!("SELECT * FROM kudos_grant WHERE org = $1 AND (giver = $2 OR receiver = $2) ORDER BY given_at, id"),
        erase: &[
            // Whoever joined in was given the words of the first.
            Without(sql!(
                "UPDATE kudos_grant SET reason = '', said_in = NULL, said_as = NULL
                 WHERE org = $1 AND (reason <> '' OR said_as IS NOT NULL) AND (giver = $2 OR post IN (
                     SELECT post FROM kudos_grant
                     WHERE org = $1 AND giver = $2 AND post IS NOT NULL AND source NOT LIKE 'joined %'))"
            )),
            // Points stay, so that what others gave and were given stays what it was.
            StandIn(sql!(
                "UPDATE kudos_grant SET source = REPLACE(source, ' ' || CAST($2 AS TEXT), ' ' || CAST($3 AS TEXT))
                 WHERE org = $1 AND SUBSTR(source, LENGTH(source) - LENGTH(CAST($2 AS TEXT))) = ' ' || CAST($2 AS TEXT)"
            )),
            StandIn(sql!("UPDATE kudos_grant SET giver = $3 WHERE org = $1 AND giver = $2")),
            StandIn(sql!("UPDATE kudos_grant SET receiver = $3 WHERE org = $1 AND receiver = $2")),
            Unname(
                sql!("SELECT id, reason FROM kudos_grant WHERE org = $1 AND REPLACE(reason, $2, '') <> reason"),
                sql!("UPDATE kudos_grant SET reason = $3 WHERE org = $1 AND id = $2"),
            ),
        ],
        merge: &[
            // Nobody thanks themselves.
            Into(sql!(
                "DELETE FROM kudos_grant
                 WHERE org = $1 AND ((giver = $2 AND receiver = $3) OR (giver = $3 AND receiver = $2))"
            )),
            Into(sql!("UPDATE kudos_grant SET giver = $3 WHERE org = $1 AND giver = $2")),
            // Thanked twice at once, as two people: once is enough. The same where both joined in.
            Into(sql!(
                "UPDATE kudos_grant SET receiver = $3 WHERE org = $1 AND receiver = $2 AND source NOT IN (
                     SELECT source FROM kudos_grant WHERE org = $1 AND receiver = $3)"
            )),
            Drop(sql!("DELETE FROM kudos_grant WHERE org = $1 AND receiver = $2")),
            Into(sql!(
                "UPDATE kudos_grant SET source = REPLACE(source, ' ' || CAST($2 AS TEXT), ' ' || CAST($3 AS TEXT))
                 WHERE org = $1 AND SUBSTR(source, LENGTH(source) - LENGTH(CAST($2 AS TEXT))) = ' ' || CAST($2 AS TEXT)
                     AND NOT EXISTS (
                         SELECT 1 FROM kudos_grant AS other
                         WHERE other.org = $1 AND other.receiver = kudos_grant.receiver
                             AND other.source =
                                 REPLACE(kudos_grant.source, ' ' || CAST($2 AS TEXT), ' ' || CAST($3 AS TEXT)))"
            )),
            Drop(sql!(
                "DELETE FROM kudos_grant
                 WHERE org = $1 AND SUBSTR(source, LENGTH(source) - LENGTH(CAST($2 AS TEXT))) = ' ' || CAST($2 AS TEXT)"
            )),
        ],
    },
    PersonalTable {
        name: "kudos_report",
        about: "Announcements that you reported to the leads.",
        columns: &[
            COMPANY,
            ("post", Is("Which announcement.")),
            ("person", Who("You.")),
            ("at", Is("When.")),
            ("left_at", Is("When a lead left it as it is.")),
        ],
        rows: sql!("SELECT post, person, at, left_at FROM kudos_report WHERE org = $1 AND person = $2 ORDER BY at"),
        erase: &[StandIn(sql!("UPDATE kudos_report SET person = $3 WHERE org = $1 AND person = $2"))],
        merge: &[
            Into(sql!(
                "UPDATE kudos_report SET person = $3 WHERE org = $1 AND person = $2 AND post NOT IN (
                     SELECT post FROM kudos_report WHERE org = $1 AND person = $3)"
            )),
            Drop(sql!("DELETE FROM kudos_report WHERE org = $1 AND person = $2")),
        ],
    },
    PersonalTable {
        name: "kudos_kept",
        about: "A lead has paused thanks from you.",
        columns: &[COMPANY, ("person", Who("You.")), ("since", Is("Since when."))],
        rows: sql!("SELECT person, since FROM kudos_kept WHERE org = $1 AND person = $2"),
        erase: &[Without(sql!("DELETE FROM kudos_kept WHERE org = $1 AND person = $2"))],
        merge: &[
            Into(sql!(
                "UPDATE kudos_kept SET person = $3 WHERE org = $1 AND person = $2 AND NOT EXISTS (
                     SELECT 1 FROM kudos_kept WHERE org = $1 AND person = $3)"
            )),
            Drop(sql!("DELETE FROM kudos_kept WHERE org = $1 AND person = $2")),
        ],
    },
    PersonalTable {
        name: "kudos_unlisted",
        about: "You left the boards.",
        columns: &[COMPANY, ("person", Who("You.")), ("since", Is("Since when."))],
        rows: sql!("SELECT person, since FROM kudos_unlisted WHERE org = $1 AND person = $2"),
        erase: &[Without(sql!("DELETE FROM kudos_unlisted WHERE org = $1 AND person = $2"))],
        merge: &[
            Into(sql!(
                "UPDATE kudos_unlisted SET person = $3 WHERE org = $1 AND person = $2 AND NOT EXISTS (
                     SELECT 1 FROM kudos_unlisted WHERE org = $1 AND person = $3)"
            )),
            Drop(sql!("DELETE FROM kudos_unlisted WHERE org = $1 AND person = $2")),
        ],
    },
];
