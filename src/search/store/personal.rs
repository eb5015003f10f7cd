//! What the evidence keeps about a person, and how it is erased.

use std::collections::HashSet;

use super::{DELETED, take_tick_and_withdraw};
use crate::chat::{OrgId, PersonId};
use crate::search::evidence::EvidenceId;
use crate::store::Erase::InCode;
use crate::store::Meaning::{Is, LeftOut, Who};
use crate::store::Merge::Nothing;
use crate::store::{NamedBy, PersonalTable, StoreError, Tx};
use crate::{sql, values};

/// The evidence.
pub const PERSONAL: &[PersonalTable] = &[PersonalTable {
    name: "evidence",
    about: "What you wrote in channels that Lyceum may read, and what is known of your skills: it decides which questions \
            you are asked, and what others are shown as an earlier answer.",
    columns: &[
        ("org", LeftOut("The company: it is the same for all rows.")),
        ("id", Is("Which piece of evidence.")),
        ("tick", LeftOut("A number by which the index finds what has changed.")),
        ("kind", Is("A question, an answer, another message, or a skill.")),
        ("place", Is("The channel, by the platform's id.")),
        ("thread", Is("The first message of the thread, by the platform's id.")),
        ("message", Is("The message, by the platform's id.")),
        ("author", Who("Who wrote it: you.")),
        ("sent", Is("When it was written.")),
        ("title", Is("Its title; of a skill, its name.")),
        ("body", Is("Its words; of a skill, other names for it.")),
        ("topics", Is("Topics it was filed under, one a line.")),
        ("accepted", Is("The answer was accepted; of a skill: you are glad to be asked about it.")),
        ("rejected", Is("It was accepted as an answer, and then found to be none.")),
        ("checked", Is("Whoever asked put a check mark on it, as an import says.")),
        ("version", Is("When you last changed it.")),
        ("exported_at", LeftOut("When the newest export was made that has it.")),
        ("exported_day", LeftOut("The day under which that export has it.")),
        ("deleted", Is("It is gone; nothing of what was written is left.")),
    ],
    rows: sql!(
        "SELECT id, kind, place, thread, message, author, sent, title, body, topics, accepted, rejected, checked, version,
             deleted
         FROM evidence WHERE org = $1 AND author = $2 ORDER BY sent, id"
    ),
    erase: &[InCode("The index has to learn of it: EvidenceLog::forget_person and EvidenceLog::unname.")],
    merge: &[Nothing("The index has to learn of it: EvidenceLog::give.")],
}];

pub(super) async fn forget(tx: &mut Tx, org: &OrgId, person: &PersonId) -> Result<u64, StoreError> {
    let tick = take_tick_and_withdraw(tx, org).await?;
    let wrote = tx
        .execute(
            sql!(
                "UPDATE evidence SET tick = $3, author = NULL, title = NULL, body = '', topics = '', accepted = FALSE,
                     checked = FALSE, rejected = FALSE, deleted = TRUE,
                     version = CASE WHEN message IS NULL THEN version ELSE CAST($4 AS BIGINT) END
                 WHERE org = $1 AND author = $2 AND kind <> 'skill'"
            ),
            values![org, person, tick, DELETED],
        )
        .await?;
    // The names of what was declared are words of theirs, also of what they took back: one row in place of all says so.
    let named = format!("/{person}/");
    let declared = tx
        .execute(
            sql!(
                "DELETE FROM evidence WHERE org = $1 AND SUBSTR(id, 1, 1) IN ('s', 'c', 'p', 't')
                 AND SUBSTR(id, 2, LENGTH(CAST($2 AS TEXT))) = $2"
            ),
            values![org, &named],
        )
        .await?;
    if declared > 0 {
        let nothing = EvidenceId::nothing_declared(person);
        tx.execute(
            sql!(
                "INSERT INTO evidence (org, id, tick, kind, sent, body, topics, accepted, deleted)
                 VALUES ($1, $2, $3, 'skill', 0, '', '', FALSE, TRUE)
                 ON CONFLICT (org, id) DO UPDATE SET tick = excluded.tick"
            ),
            values![org, nothing.as_str(), tick],
        )
        .await?;
    }
    Ok(wrote + declared)
}

pub(super) async fn unname(tx: &mut Tx, org: &OrgId, by: &NamedBy) -> Result<u64, StoreError> {
    let query = sql!(
        "SELECT id, body, title FROM evidence
         WHERE org = $1 AND NOT deleted
             AND (REPLACE(body, $2, '') <> body OR REPLACE(COALESCE(title, ''), $2, '') <> COALESCE(title, ''))"
    );
    let mut changed: HashSet<String> = HashSet::new();
    for words in by.each() {
        let rows: Vec<(String, String, Option<String>)> = tx.all(query, values![org, words]).await?;
        for (id, body, title) in rows {
            let new_body = by.taken_out_of(&body);
            let new_title = title.as_deref().and_then(|title| by.taken_out_of(title));
            if new_body.is_none() && new_title.is_none() {
                continue;
            }
            let tick = take_tick_and_withdraw(tx, org).await?;
            let statement =
                sql!("UPDATE evidence SET tick = $3, body = $4, title = $5 WHERE org = $1 AND id = $2");
            let values = values![org, &id, tick, new_body.unwrap_or(body), new_title.or(title)];
            tx.execute(statement, values).await?;
            changed.insert(id);
        }
    }
    Ok(changed.len() as u64)
}
