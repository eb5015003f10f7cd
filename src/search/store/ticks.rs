//! How far a company's evidence has come, and how often something of it was withdrawn.

use std::hash::{BuildHasher, Hasher, RandomState};

use crate::chat::OrgId;
use crate::store::{StoreError, Tx};
use crate::{company_store, sql, values};

company_store! {
    /// How often something was withdrawn in a company: edited, deleted or rejected, or closed to somebody. What was only added
    /// does not count: whoever looked before that showed nothing that they may not.
    pub Withdrawals
}

impl Withdrawals<'_> {
    /// How often by now, what this transaction withdrew included.
    pub async fn withdrawals(&mut self) -> Result<i64, StoreError> {
        let query = sql!("SELECT withdrawn FROM evidence_clock WHERE org = $1");
        Ok(self.tx.optional::<(i64,)>(query, values![self.org]).await?.map_or(0, |(times,)| times))
    }

    /// Once more, by something that is no evidence: who can read a channel, or who is in it.
    pub async fn withdraw(&mut self) -> Result<(), StoreError> {
        take_tick_and_withdraw(self.tx, self.org).await?;
        Ok(())
    }
}

pub(super) fn note_key(org: &OrgId) -> String {
    format!("evidence tick {org}")
}

pub(super) async fn take_tick(tx: &mut Tx, org: &OrgId) -> Result<i64, StoreError> {
    let key = note_key(org);
    if let Some(tick) = tx.noted(&key) {
        return Ok(tick);
    }
    // Any number that another life of the store is unlikely to draw: halved, so that it fits a BIGINT.
    let epoch = i64::try_from(RandomState::new().build_hasher().finish() >> 1).unwrap_or_default();
    let rows: Vec<(i64,)> = tx
        .claim(
            sql!(
                "INSERT INTO evidence_clock (org, tick, epoch) VALUES ($1, 1, $2)
                 ON CONFLICT (org) DO UPDATE SET tick = evidence_clock.tick + 1 RETURNING tick"
            ),
            values![org, epoch],
        )
        .await?;
    let tick = rows.first().map_or(1, |row| row.0);
    tx.note(key, tick);
    Ok(tick)
}

/// The tick of a change that takes something away. It counts once for each transaction.
pub(super) async fn take_tick_and_withdraw(tx: &mut Tx, org: &OrgId) -> Result<i64, StoreError> {
    let tick = take_tick(tx, org).await?;
    let key = format!("withdrawn {org}");
    if tx.noted(&key).is_none() {
        let statement = sql!("UPDATE evidence_clock SET withdrawn = withdrawn + 1 WHERE org = $1");
        tx.execute(statement, values![org]).await?;
        tx.note(key, tick);
    }
    Ok(tick)
}
