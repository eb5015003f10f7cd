//! What the machine's tables, and those of the platforms, keep about a person; and how any table is read and erased.

use crate::chat::PersonId;
use crate::store::Erase::{self, Naming, StandIn, Unname, Without};
use crate::store::Meaning::{self, Is, LeftOut, Who};
use crate::store::Merge::{self, Drop, Into, Nothing};
use crate::store::{NamedBy, PersonalTable, Record, StoreError};
use crate::{company_store, sql, values};

const COMPANY: (&str, Meaning) = ("org", LeftOut("The company: it is the same for all rows."));
const COUNTER: Meaning = LeftOut("Of use to the program only.");

/// Tables in which nothing is about a person, each with the reason.
pub const NOBODYS: &[(&str, &str)] = &[
    ("organisation", "The company and its name."),
    ("workspace", "The company's workspaces and tenants."),
    ("topic", "Topics that a lead named for the company."),
    ("holiday", "The company's holidays."),
    ("channel", "Channels, and who can read them: no person."),
    ("quiz_place", "In which channels a quiz is asked, and by which message of ours."),
    ("roster", "When the members of a channel were read; the members stand in `member`."),
    ("evidence_clock", "How far the company's evidence has come."),
    (
        "inbox",
        "Names of events that were handled, so that none is handled twice; each goes by itself after eight days.",
    ),
    ("installation", "The bot's own credentials and its own account."),
    ("oauth_state", "One-time words of an installation."),
    ("playground_journal", "What a made-up company was shown in the playground."),
    ("import_entry", "Which files of which exports are in."),
    ("import_cover", "Which days of which channels exports were compared with."),
    ("message_change", "Names of messages that an import changed, until that is followed: a moment."),
    ("teams_tenant", "Tenants of Teams where the app is installed."),
    ("kudos_roundup", "Channels that want a round-up."),
    ("kudos_badge", "The company's own badges, as a lead named them."),
    ("company_key", "With what the values of the company's buttons are signed: a secret, and no person."),
    ("readiness", "How often somebody asked whether the store can be written to."),
    ("erased_salt", "What is mixed into the digests of `erased`."),
];

/// The machine's tables and those of the platforms.
pub const PERSONAL: &[PersonalTable] = &[
    PersonalTable {
        name: "outbox",
        about: "Messages that are on their way to you, could not be delivered to you, or name you.",
        columns: &[
            ("id", Is("Which message.")),
            COMPANY,
            ("workspace", Is("Through which workspace it goes.")),
            ("line", Is("What it must stay in order with.")),
            ("post", Is("The name of the message, if it has one.")),
            ("is_edit", Is("It changes a message that is there.")),
            ("errand", Is("What it says, if it is for you alone.")),
            ("state", Is("Waiting, being sent, failed, or not known to have arrived.")),
            ("attempts", COUNTER),
            ("due", Is("When it is to be sent.")),
            ("lease", COUNTER),
            ("reason", Is("Why it could not be delivered.")),
            ("created", Is("When it was written.")),
            ("claims", COUNTER),
            ("looks", COUNTER),
            ("again", Is("It may have arrived once already.")),
            ("aside", COUNTER),
            ("below", Is("The name of the message that has to be there first.")),
        ],
        rows: sql!(
            "SELECT id, workspace, line, post, is_edit,
                 CASE WHEN line IN (SELECT 'direct ' || id FROM account WHERE org = $1 AND person = $2
                     UNION ALL SELECT 'only ' || id FROM account WHERE org = $1 AND person = $2
                     UNION ALL SELECT 'home ' || id FROM account WHERE org = $1 AND person = $2) THEN errand END AS errand,
                 state, due, reason, created, again, below
             FROM outbox WHERE org = $1 AND (REPLACE(errand, '\"' || CAST($2 AS TEXT) || '\"', '') <> errand
                 OR line IN (SELECT 'direct ' || id FROM account WHERE org = $1 AND person = $2
                     UNION ALL SELECT 'only ' || id FROM account WHERE org = $1 AND person = $2
                     UNION ALL SELECT 'home ' || id FROM account WHERE org = $1 AND person = $2)) ORDER BY id"
        ),
        erase: &[
            Without(sql!(
                "DELETE FROM outbox WHERE org = $1 AND state <> 'sending'
                     AND line IN (SELECT 'direct ' || id FROM account WHERE org = $1 AND person = $2
                         UNION ALL SELECT 'only ' || id FROM account WHERE org = $1 AND person = $2
                         UNION ALL SELECT 'home ' || id FROM account WHERE org = $1 AND person = $2)"
            )),
            StandIn(sql!(
                "UPDATE outbox SET errand =
                     REPLACE(errand, '\"' || CAST($2 AS TEXT) || '\"', '\"' || CAST($3 AS TEXT) || '\"')
                 WHERE org = $1 AND REPLACE(errand, '\"' || CAST($2 AS TEXT) || '\"', '') <> errand"
            )),
            Unname(
                sql!("SELECT id, errand FROM outbox WHERE org = $1 AND REPLACE(errand, $2, '') <> errand"),
                sql!("UPDATE outbox SET errand = $3 WHERE org = $1 AND id = $2"),
            ),
        ],
        merge: &[
            Into(sql!(
                "UPDATE outbox SET errand = REPLACE(errand, '\"' || CAST($2 AS TEXT) || '\"',
                     '\"' || CAST($3 AS TEXT) || '\"')
                 WHERE org = $1 AND REPLACE(errand, '\"' || CAST($2 AS TEXT) || '\"', '') <> errand"
            )),
        ],
    },
    PersonalTable {
        name: "job",
        about: "What Lyceum has put off and that is about you.",
        columns: &[
            ("id", Is("Which.")),
            COMPANY,
            ("workspace", Is("The workspace it came from.")),
            ("kind", Is("What is to be done.")),
            ("about", Is("What about.")),
            ("payload", Is("What was kept with it, if it is about you alone.")),
            ("state", Is("Waiting, being done, or given up.")),
            ("attempts", COUNTER),
            ("due", Is("When.")),
            ("lease", COUNTER),
        ],
        rows: sql!(
            "SELECT id, workspace, kind, about,
                 CASE WHEN about = $2 OR EXISTS (SELECT 1 FROM account AS a WHERE a.org = $1 AND a.person = $2
                     AND REPLACE(job.payload, '\"by\":\"' || a.id || '\"', '') <> job.payload) THEN payload END AS payload,
                 state, due
             FROM job WHERE org = $1 AND (about = $2 OR SUBSTR(about, LENGTH(about) - LENGTH(CAST($2 AS TEXT))) = ' ' || CAST($2 AS TEXT)
                 OR REPLACE(payload, '\"' || CAST($2 AS TEXT) || '\"', '') <> payload
                 OR EXISTS (SELECT 1 FROM account AS a WHERE a.org = $1 AND a.person = $2
                     AND (REPLACE(job.payload, '\"' || a.id || '\"', '') <> job.payload
                         OR REPLACE(job.payload, '<@' || a.id || '>', '') <> job.payload))) ORDER BY id"
        ),
        erase: &[
            Without(sql!(
                "DELETE FROM job WHERE org = $1 AND (about = $2
                     OR SUBSTR(about, LENGTH(about) - LENGTH(CAST($2 AS TEXT))) = ' ' || CAST($2 AS TEXT)
                     OR EXISTS (SELECT 1 FROM account AS a WHERE a.org = $1 AND a.person = $2
                         AND (REPLACE(job.payload, '\"' || a.id || '\"', '') <> job.payload
                             OR REPLACE(job.payload, '<@' || a.id || '>', '') <> job.payload)))"
            )),
            StandIn(sql!(
                "UPDATE job SET payload =
                     REPLACE(payload, '\"' || CAST($2 AS TEXT) || '\"', '\"' || CAST($3 AS TEXT) || '\"')
                 WHERE org = $1 AND REPLACE(payload, '\"' || CAST($2 AS TEXT) || '\"', '') <> payload"
            )),
            Unname(
                sql!("SELECT id, payload FROM job WHERE org = $1 AND REPLACE(payload, $2, '') <> payload"),
                sql!("UPDATE job SET payload = $3 WHERE org = $1 AND id = $2"),
            ),
        ],
        merge: &[
            // What waits for somebody themselves, such as that they are erased, was decided by somebody who is no more.
            Drop(sql!("DELETE FROM job WHERE org = $1 AND about = $2")),
            Into(sql!(
                "UPDATE job SET payload = REPLACE(payload, '\"' || CAST($2 AS TEXT) || '\"',
                     '\"' || CAST($3 AS TEXT) || '\"')
                 WHERE org = $1 AND REPLACE(payload, '\"' || CAST($2 AS TEXT) || '\"', '') <> payload"
            )),
            Into(sql!(
                "UPDATE job SET about = SUBSTR(about, 1, LENGTH(about) - LENGTH(CAST($2 AS TEXT))) || CAST($3 AS TEXT)
                 WHERE org = $1 AND SUBSTR(about, LENGTH(about) - LENGTH(CAST($2 AS TEXT))) = ' ' || CAST($2 AS TEXT)
                     AND NOT EXISTS (
                         SELECT 1 FROM job AS other
                         WHERE other.org = $1 AND other.kind = job.kind AND other.about =
                             SUBSTR(job.about, 1, LENGTH(job.about) - LENGTH(CAST($2 AS TEXT))) || CAST($3 AS TEXT))"
            )),
            Drop(sql!(
                "DELETE FROM job
                 WHERE org = $1 AND SUBSTR(about, LENGTH(about) - LENGTH(CAST($2 AS TEXT))) = ' ' || CAST($2 AS TEXT)"
            )),
        ],
    },
    PersonalTable {
        name: "unasked",
        about: "When you were told something without having asked, and what waits to be told to you.",
        columns: &[
            COMPANY,
            ("id", Is("Which.")),
            ("person", Who("You.")),
            ("at", Is("When you were told, or since when it waits.")),
            ("card", Is("What waits to be told; empty once it was.")),
        ],
        rows: sql!("SELECT id, person, at, card FROM unasked WHERE org = $1 AND person = $2 ORDER BY at, id"),
        erase: &[Without(sql!(
            "DELETE FROM unasked WHERE org = $1
             AND (person = $2 OR REPLACE(card, '\"' || CAST($2 AS TEXT) || '\"', '') <> card)"
        ))],
        merge: &[
            Into(sql!("UPDATE unasked SET person = $3 WHERE org = $1 AND person = $2")),
            Into(sql!(
                "UPDATE unasked SET card = REPLACE(card, '\"' || CAST($2 AS TEXT) || '\"',
                     '\"' || CAST($3 AS TEXT) || '\"')
                 WHERE org = $1 AND REPLACE(card, '\"' || CAST($2 AS TEXT) || '\"', '') <> card"
            )),
        ],
    },
    PersonalTable {
        name: "form_context",
        about: "Forms that you opened within the last two days.",
        columns: &[
            COMPANY,
            ("id", LeftOut("A secret: whoever has it and is you can send the form.")),
            ("person", Who("You.")),
            ("form", Is("Which form.")),
            ("place", Is("Where you opened it.")),
            ("context", Is("What it is about.")),
            ("expires", Is("Until when it can be sent.")),
        ],
        rows: sql!(
            "SELECT person, form, place, context, expires FROM form_context WHERE org = $1 AND person = $2 ORDER BY expires"
        ),
        erase: &[
            Without(sql!("DELETE FROM form_context WHERE org = $1 AND person = $2")),
            // Forms of others that are about them: they can be opened anew.
            Without(sql!(
                "DELETE FROM form_context WHERE org = $1 AND REPLACE(context, CAST($2 AS TEXT), '') <> context"
            )),
        ],
        merge: &[
            Into(sql!("UPDATE form_context SET person = $3 WHERE org = $1 AND person = $2")),
            Into(sql!(
                "UPDATE form_context SET context = REPLACE(context, CAST($2 AS TEXT), CAST($3 AS TEXT))
                 WHERE org = $1 AND REPLACE(context, CAST($2 AS TEXT), '') <> context"
            )),
        ],
    },
    PersonalTable {
        name: "file",
        about: "Files that you asked for, for the 15 minutes in which their link is good.",
        columns: &[
            ("digest", LeftOut("A secret, of which only a digest is kept: the link.")),
            COMPANY,
            ("name", Is("What the file is called.")),
            ("media_type", Is("What kind of file it is.")),
            ("body", LeftOut("What stands in it is a copy of what is in this export.")),
            ("expires", Is("Until when the link is good.")),
            ("person", Who("You.")),
        ],
        rows: sql!("SELECT name, media_type, expires, person FROM file WHERE org = $1 AND person = $2 ORDER BY expires"),
        erase: &[
            Without(sql!("DELETE FROM file WHERE org = $1 AND person = $2")),
            // Exports of others that name them: they can ask for a new one.
            Naming(sql!("DELETE FROM file WHERE org = $1 AND REPLACE(body, $2, '') <> body")),
        ],
        merge: &[
            Into(sql!("UPDATE file SET person = $3 WHERE org = $1 AND person = $2")),
        ],
    },
    PersonalTable {
        name: "handed",
        about: "Messages that you wrote to Lyceum alone so that it asks or passes them on: it hears when you change them.",
        columns: &[
            COMPANY,
            ("place", Is("Your conversation with Lyceum, by the platform's id.")),
            ("message", Is("The message, by the platform's id.")),
            ("version", Is("When you last changed it, where that is known.")),
        ],
        rows: sql!(
            "SELECT place, message, version FROM handed WHERE org = $1 AND place IN (
                 SELECT place FROM post JOIN account ON account.org = post.org AND account.id = post.account
                 WHERE post.org = $1 AND account.person = $2 AND place IS NOT NULL) ORDER BY place, message"
        ),
        erase: &[Without(sql!(
            "DELETE FROM handed WHERE org = $1 AND place IN (
                 SELECT place FROM post JOIN account ON account.org = post.org AND account.id = post.account
                 WHERE post.org = $1 AND account.person = $2 AND place IS NOT NULL)"
        ))],
        merge: &[Nothing("It is kept by the account.")],
    },
    PersonalTable {
        name: "teams_reference",
        about: "How you are reached on Microsoft Teams.",
        columns: &[
            COMPANY,
            ("workspace", Is("The tenant.")),
            ("about", Is("Your account.")),
            ("conversation", Is("Your conversation with Lyceum.")),
            ("service_url", Is("The address of Microsoft through which you are reached.")),
            ("user_id", Is("What the bot calls you on Teams.")),
            ("seen_in", Is("A conversation in which you were seen.")),
            ("name", Is("What it is called.")),
            ("folded", LeftOut("The same name in small letters, to look it up by.")),
            ("time_zone", Is("Your time zone, as Teams says.")),
            ("unreachable", Is("You cannot be written to.")),
        ],
        rows: sql!(
            "SELECT workspace, about, conversation, service_url, user_id, seen_in, name, time_zone, unreachable
             FROM teams_reference WHERE org = $1 AND about IN (
                 SELECT id FROM account WHERE org = $1 AND person = $2) ORDER BY about"
        ),
        erase: &[Without(sql!(
            "DELETE FROM teams_reference WHERE org = $1 AND about IN (
                 SELECT id FROM account WHERE org = $1 AND person = $2)"
        ))],
        merge: &[Nothing("It is kept by the account.")],
    },
    PersonalTable {
        name: "post",
        about: "Messages of Lyceum to you alone, so that they can be changed and answered.",
        columns: &[
            ("id", Is("Which message.")),
            COMPANY,
            ("workspace", Is("The workspace it went through.")),
            ("place", Is("Your conversation with Lyceum, by the platform's id.")),
            ("thread", Is("The message it stands below.")),
            ("message", Is("The message, by the platform's id.")),
            ("created", Is("When it was written.")),
            ("account", Is("Your account to which it went.")),
        ],
        rows: sql!(
            "SELECT id, workspace, place, thread, message, created, account FROM post
             WHERE org = $1 AND account IN (SELECT id FROM account WHERE org = $1 AND person = $2) ORDER BY id"
        ),
        erase: &[Without(sql!(
            "DELETE FROM post WHERE org = $1
             AND (account IN (SELECT id FROM account WHERE org = $1 AND person = $2)
                 OR place IN (SELECT p.place FROM post AS p JOIN account AS a ON a.org = p.org AND a.id = p.account
                     WHERE p.org = $1 AND a.person = $2 AND p.place IS NOT NULL)
                 OR SUBSTR(id, LENGTH(id) - LENGTH(CAST($2 AS TEXT))) = ' ' || CAST($2 AS TEXT))"
        ))],
        merge: &[Nothing("It is kept by the account; the name of a message stays as it was sent.")],
    },
];

company_store! {
    /// Any table with people in it, as it tells of itself.
    pub PersonalRecords
}

impl PersonalRecords<'_> {
    /// What is kept of a person.
    pub async fn kept_of(
        &mut self,
        table: &PersonalTable,
        person: &PersonId,
    ) -> Result<Vec<Record>, StoreError> {
        self.tx.all(table.rows, values![self.org, person]).await
    }

    /// Erases a person; says how many rows that changed.
    pub async fn erase_from(
        &mut self,
        table: &PersonalTable,
        person: &PersonId,
        stand_in: &PersonId,
        named: &NamedBy,
    ) -> Result<u64, StoreError> {
        let mut changed = 0;
        for step in table.erase {
            changed += match *step {
                Erase::Without(statement) => self.tx.execute(statement, values![self.org, person]).await?,
                Erase::StandIn(statement) => {
                    self.tx.execute(statement, values![self.org, person, stand_in]).await?
                }
                Erase::Naming(statement) => {
                    let mut rows = 0;
                    for words in named.called() {
                        rows += self.tx.execute(statement, values![self.org, words]).await?;
                    }
                    rows
                }
                Erase::Unname(find, put) => {
                    let mut rows = 0;
                    for words in named.each() {
                        for (key, text) in
                            self.tx.all::<(String, String)>(find, values![self.org, words]).await?
                        {
                            if let Some(without) = named.taken_out_of(&text) {
                                rows += self.tx.execute(put, values![self.org, key, without]).await?;
                            }
                        }
                    }
                    rows
                }
                Erase::InCode(_) => 0,
            };
        }
        Ok(changed)
    }

    /// What is kept of `from` becomes `into`'s.
    pub async fn merge_into(
        &mut self,
        table: &PersonalTable,
        from: &PersonId,
        into: &PersonId,
    ) -> Result<(), StoreError> {
        for step in table.merge {
            match *step {
                Merge::Into(statement) => {
                    self.tx.execute(statement, values![self.org, from, into]).await?;
                }
                Merge::Drop(statement) => {
                    self.tx.execute(statement, values![self.org, from]).await?;
                }
                Merge::Nothing(_) => {}
            }
        }
        Ok(())
    }
}
