//! How an index catches up with the store.

use super::index::company::Company;
use super::index::cursor::Cursor;
use super::store::EvidenceFeed;
use crate::chat::OrgId;
use crate::store::{StoreError, Tx};

/// Takes in what was committed since the index last read, at most so many rows; says whether there is more.
///
/// A transaction that has itself written evidence no longer sees the rows it changed as they were. What it sees is
/// taken in, which does no harm, but the next one reads it again.
pub(super) async fn catch_up(
    company: &mut Company,
    tx: &mut Tx,
    org: &OrgId,
    most: usize,
) -> Result<bool, StoreError> {
    Ok(catch_up_counting(company, tx, org, most).await?.1)
}

/// The same; says also how many rows were taken in.
pub(super) async fn catch_up_counting(
    company: &mut Company,
    tx: &mut Tx,
    org: &OrgId,
    most: usize,
) -> Result<(usize, bool), StoreError> {
    let stand = tx.stand(org).await?;
    if !stand.own && company.cursor.epoch != stand.epoch {
        if company.cursor.tick > 0 {
            tracing::warn!(%org, "the search index was made from another store and is made anew");
        }
        *company = company.emptied();
        company.cursor.epoch = stand.epoch;
    }
    if company.unproved {
        company.unproved = false;
        // A store that was put back to an earlier day counts its ticks anew from there.
        if !stand.own && stand.tick + 1 < company.cursor.tick {
            tracing::warn!(%org, "the store is older than the search index, which is made anew");
            *company = company.emptied();
            company.cursor.epoch = stand.epoch;
        }
    }
    if stand.tick < company.cursor.tick {
        return Ok((0, false));
    }
    let mut cursor = company.cursor.clone();
    let rows = tx.changed(org, (cursor.tick, &cursor.id), stand.tick, most).await?;
    for row in &rows {
        company.apply(row);
    }
    company.see_anew();
    let more = rows.len() == most;
    match rows.last() {
        Some(last) if more => {
            cursor.tick = last.tick;
            last.evidence.id.as_str().clone_into(&mut cursor.id);
        }
        _ => cursor = Cursor { tick: stand.tick + 1, id: String::new(), epoch: cursor.epoch },
    }
    if !stand.own {
        company.cursor = cursor;
    }
    Ok((rows.len(), more))
}

/// How many rows the index has still to read.
pub(super) async fn changes(company: &Company, tx: &mut Tx, org: &OrgId) -> Result<u64, StoreError> {
    Ok(u64::try_from(tx.changes(org, company.cursor.tick - 1).await?).unwrap_or_default())
}

/// Every company that has evidence, and the tick it has come to.
pub(super) async fn stands(tx: &mut Tx) -> Result<Vec<(OrgId, i64)>, StoreError> {
    tx.stands().await
}
