//! The outbox in the store.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Claimed, Dropped, FailedDelivery, Outbox, OutboxCounts, PutBack, Waiting};
use crate::chat::PostId;
use crate::store::{Busy, Millis, StoreError, Tx};
use crate::{sql, values};

/// Nothing is put off for longer, whatever a platform says.
const LATEST: TimeDelta = TimeDelta::hours(2);

impl Outbox<'_> {
    /// A row that makes this post is waiting to be sent, or it is not known yet whether it arrived.
    pub async fn is_waiting(&mut self, post: &PostId) -> Result<bool, StoreError> {
        let query = sql!(
            "SELECT COUNT(*) FROM outbox WHERE org = $1 AND post = $2 AND is_edit = $3
             AND state IN ('waiting', 'sending', 'unanswered', 'unknown')"
        );
        Ok(self.tx.one::<(i64,)>(query, values![self.org, post, false]).await?.0 > 0)
    }

    /// The row that makes this post, if nobody can tell whether it arrived.
    pub async fn unknown(&mut self, post: &PostId) -> Result<Option<String>, StoreError> {
        let query = sql!(
            "SELECT id FROM outbox WHERE org = $1 AND post = $2 AND is_edit = $3 AND state = 'unknown' LIMIT 1"
        );
        let row: Option<(String,)> = self.tx.optional(query, values![self.org, post, false]).await?;
        Ok(row.map(|(id,)| id))
    }

    /// Adds a row to the outbox. A change of a post drops waiting changes of the same post.
    pub async fn queue(&mut self, row: &Waiting<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
        if let (true, Some(post)) = (row.is_edit, row.post) {
            let statement = sql!(
                "DELETE FROM outbox WHERE org = $1 AND post = $2 AND is_edit = $3 AND state = 'waiting'"
            );
            self.tx.execute(statement, values![self.org, post, true]).await?;
        }
        self.tx
            .execute(
                sql!(
                    "INSERT INTO outbox
                 (id, org, workspace, line, post, is_edit, below, errand, state, attempts, due, created)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0, $9, $9)"
                ),
                values![
                    row.id,
                    self.org,
                    row.workspace,
                    row.line,
                    row.post,
                    row.is_edit,
                    row.below,
                    row.errand,
                    now
                ],
            )
            .await?;
        Ok(())
    }

    /// What waits for a post is due: it arrived, or it never will.
    pub async fn wake(&mut self, post: &PostId, now: DateTime<Utc>) -> Result<(), StoreError> {
        for statement in [
            sql!(
                "UPDATE outbox SET due = $1 WHERE org = $2 AND below = $3 AND state = 'waiting' AND due > $1"
            ),
            sql!(
                "UPDATE outbox SET due = $1 WHERE org = $2 AND post = $3 AND state = 'waiting' AND due > $1"
            ),
        ] {
            self.tx.execute(statement, values![now, self.org, post]).await?;
        }
        Ok(())
    }

    /// How much of a company's is in each state.
    pub async fn outbox_counts(&mut self) -> Result<OutboxCounts, StoreError> {
        let query = sql!("SELECT state, COUNT(*) FROM outbox WHERE org = $1 GROUP BY state");
        Ok(counted(self.tx.all(query, values![self.org]).await?))
    }

    /// What could not be delivered in a company, the newest first.
    pub async fn stuck(&mut self, most: i64) -> Result<Vec<FailedDelivery>, StoreError> {
        let query = sql!(
            "SELECT id, errand, state, reason, created FROM outbox
             WHERE org = $1 AND (state IN ('failed', 'unknown') OR (state = 'waiting' AND reason IS NOT NULL))
             ORDER BY id DESC LIMIT $2"
        );
        self.tx.all(query, values![self.org, most]).await
    }

    /// Sends something stuck once more, or at once if it waits; false if it is not there any more.
    pub async fn retry_failed(&mut self, id: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE outbox SET state = 'waiting', due = $1, attempts = 0, looks = 0, reason = NULL,
                 again = (again OR state = 'unknown')
             WHERE org = $2 AND id = $3
             AND (state IN ('failed', 'unknown') OR (state = 'waiting' AND reason IS NOT NULL))"
        );
        Ok(self.tx.execute(statement, values![now, self.org, id]).await? == 1)
    }

    /// Drops something stuck, and gives it back; none if it is not there any more.
    pub async fn drop_stuck(&mut self, id: &str) -> Result<Option<Dropped>, StoreError> {
        let query = sql!(
            "SELECT post, errand, state FROM outbox WHERE org = $1 AND id = $2
             AND (state IN ('failed', 'unknown') OR (state = 'waiting' AND reason IS NOT NULL))"
        );
        let Some(dropped) = self.tx.optional::<Dropped>(query, values![self.org, id]).await? else {
            return Ok(None);
        };
        let statement = sql!("DELETE FROM outbox WHERE org = $1 AND id = $2 AND state = $3");
        let is_gone = self.tx.execute(statement, values![self.org, id, &dropped.state]).await? == 1;
        Ok(is_gone.then_some(dropped))
    }

    /// Drops whatever waits or is stuck and holds these words, such as the name of what it is about. What is just being
    /// sent stays.
    pub async fn drop_about(&mut self, words: &str) -> Result<u64, StoreError> {
        let statement = sql!(
            "DELETE FROM outbox WHERE org = $1 AND state <> 'sending' AND REPLACE(errand, $2, '') <> errand"
        );
        self.tx.execute(statement, values![self.org, words]).await
    }

    /// All that waits to be sent or could not be of a post: each row's name, and what is to be done, as JSON.
    pub async fn unsent(&mut self, post: &PostId) -> Result<Vec<(String, String)>, StoreError> {
        let query = sql!("SELECT id, errand FROM outbox WHERE org = $1 AND post = $2 ORDER BY id");
        self.tx.all(query, values![self.org, post]).await
    }

    /// Something else is to be done, as JSON.
    pub async fn redirect(&mut self, id: &str, errand: &str) -> Result<(), StoreError> {
        let statement = sql!("UPDATE outbox SET errand = $1 WHERE org = $2 AND id = $3");
        self.tx.execute(statement, values![errand, self.org, id]).await?;
        Ok(())
    }
}

impl Tx {
    /// Takes up to `most` rows that are due, the first of each line, and leases them until `until`. Workspaces in `busy`
    /// have as many on their way as they may have.
    pub async fn claim_outbox(
        &mut self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        most: i64,
        busy: &Busy,
    ) -> Result<Vec<Claimed>, StoreError> {
        let statement = sql!(
            "UPDATE outbox SET state = 'sending', lease = $1, attempts = attempts + 1, claims = claims + 1, looks = 0
             WHERE id IN (
                 SELECT id FROM outbox AS o WHERE state = 'waiting' AND due <= $2
                 AND REPLACE($3, '|' || o.workspace || '|', '') = $3 AND NOT EXISTS (
                     SELECT 1 FROM outbox AS e
                     WHERE e.line = o.line AND e.id < o.id AND e.state IN ('waiting', 'sending')
                     AND (NOT e.aside OR e.below = o.below))
                 AND NOT EXISTS (
                     SELECT 1 FROM outbox AS p
                     WHERE p.org = o.org AND p.post = o.post AND p.id < o.id AND p.state IN ('waiting', 'sending'))
                 ORDER BY id LIMIT $4 /*skip locked*/)
             RETURNING id, org, workspace, post, errand, attempts, claims, looks, again, created"
        );
        let mut rows: Vec<Claimed> = self.claim(statement, values![until, now, busy, most]).await?;
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(rows)
    }

    /// Takes up to `most` rows whose fate is to be looked up now; they come again at `until` if nothing is said of them.
    pub async fn claim_unanswered(
        &mut self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        most: i64,
        busy: &Busy,
    ) -> Result<Vec<Claimed>, StoreError> {
        let statement = sql!(
            "UPDATE outbox SET due = $1 WHERE id IN (
                 SELECT id FROM outbox AS o WHERE state = 'unanswered' AND due <= $2
                 AND REPLACE($3, '|' || o.workspace || '|', '') = $3
                 ORDER BY due, id LIMIT $4 /*skip locked*/)
             RETURNING id, org, workspace, post, errand, attempts, claims, looks, again, created"
        );
        let mut rows: Vec<Claimed> = self.claim(statement, values![until, now, busy, most]).await?;
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(rows)
    }

    /// Rows whose lease ran out: somebody stopped in the middle of sending them.
    pub async fn abandoned(&mut self, now: DateTime<Utc>) -> Result<Vec<Claimed>, StoreError> {
        let query = sql!(
            "SELECT id, org, workspace, post, errand, attempts, claims, looks, again, created FROM outbox
             WHERE state = 'sending' AND lease < $1 ORDER BY id LIMIT 100"
        );
        self.all(query, values![now]).await
    }

    /// Whoever sends the row is still at it. False if it is another's by now.
    pub async fn renew_lease(&mut self, row: &Claimed, until: DateTime<Utc>) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE outbox SET lease = $1 WHERE org = $2 AND id = $3 AND claims = $4 AND state = 'sending'"
        );
        Ok(self.execute(statement, values![until, &row.org, &row.id, row.claims]).await? == 1)
    }

    /// The row arrived and is done. False if somebody else has claimed it since.
    pub async fn sent(&mut self, row: &Claimed) -> Result<bool, StoreError> {
        let statement = sql!("DELETE FROM outbox WHERE org = $1 AND id = $2 AND claims = $3");
        Ok(self.execute(statement, values![&row.org, &row.id, row.claims]).await? == 1)
    }

    /// What became of a row that did not arrive, or not for sure. False if somebody else has claimed it since, or has
    /// said what became of it.
    pub async fn put_back(&mut self, row: &Claimed, fate: &PutBack<'_>) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE outbox SET state = $1, due = $2, aside = $3, looks = looks + $4, again = $5, reason = $6,
                 lease = NULL
             WHERE org = $7 AND id = $8 AND claims = $9 AND state IN ('sending', 'unanswered')"
        );
        let values = values![
            fate.state,
            fate.due,
            fate.aside,
            i64::from(fate.looked),
            fate.again,
            fate.reason,
            &row.org,
            &row.id,
            row.claims
        ];
        Ok(self.execute(statement, values).await? == 1)
    }

    /// Nobody else works on this store: what is being sent by somebody is so by nobody any more, and is looked after now.
    pub async fn take_over_sending(&mut self) -> Result<u64, StoreError> {
        let statement = sql!("UPDATE outbox SET lease = 0 WHERE state = 'sending' AND org <> ''");
        self.execute(statement, values![]).await
    }

    /// What is due later than anything can be put off was put off by a clock that went wrong: it is due now.
    pub async fn recall(&mut self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let statement = sql!(
            "UPDATE outbox SET due = $1 WHERE state IN ('waiting', 'unanswered') AND due > $2 AND org <> ''"
        );
        self.execute(statement, values![now, now + LATEST]).await
    }

    /// The same over all companies.
    pub async fn all_outbox_counts(&mut self) -> Result<OutboxCounts, StoreError> {
        let query = sql!("SELECT state, COUNT(*) FROM outbox WHERE org <> '' GROUP BY state");
        Ok(counted(self.all(query, values![]).await?))
    }

    /// When the next row of the outbox is due.
    pub async fn next_sending(&mut self) -> Result<Option<Millis>, StoreError> {
        // What waits for its turn in a line is due when its turn comes.
        let query = sql!(
            "SELECT MIN(due) FROM outbox AS o WHERE state = 'unanswered' OR (state = 'waiting' AND NOT EXISTS (
                 SELECT 1 FROM outbox AS e
                 WHERE e.line = o.line AND e.id < o.id AND e.state IN ('waiting', 'sending')
                 AND (NOT e.aside OR e.below = o.below))
                 AND NOT EXISTS (
                     SELECT 1 FROM outbox AS p
                     WHERE p.org = o.org AND p.post = o.post AND p.id < o.id AND p.state IN ('waiting', 'sending')))"
        );
        Ok(self.one::<(Option<Millis>,)>(query, values![]).await?.0)
    }
}

fn counted(states: Vec<(String, i64)>) -> OutboxCounts {
    let mut counts = OutboxCounts::default();
    for (state, count) in states {
        let slot = match state.as_str() {
            "unanswered" => &mut counts.unanswered,
            "unknown" => &mut counts.unknown,
            "failed" => &mut counts.failed,
            _ => &mut counts.waiting,
        };
        *slot += u64::try_from(count).unwrap_or_default();
    }
    counts
}
