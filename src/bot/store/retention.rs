//! What the machine does not keep for ever, and the steps by which it goes.

use chrono::{DateTime, Utc};

use crate::store::{Retention, StoreError, Tx};
use crate::{company_store, sql, values};

/// Of the machine's own tables.
pub const RETENTION: &[Retention] = &[
    Retention {
        what: "what could not be sent, from when it was to be",
        days: 30,
        over: sql!(
            "SELECT id FROM outbox WHERE org = $1 AND state IN ('failed', 'unknown') AND created < $2 LIMIT $3"
        ),
        drop: &[sql!(
            "DELETE FROM outbox WHERE org = $1 AND id = $2 AND state IN ('failed', 'unknown') AND created < $3"
        )],
    },
    Retention {
        what: "what was to be done later and failed for good",
        days: 30,
        over: sql!("SELECT id FROM job WHERE org = $1 AND state = 'failed' AND due < $2 LIMIT $3"),
        drop: &[sql!("DELETE FROM job WHERE org = $1 AND id = $2 AND state = 'failed' AND due < $3")],
    },
    Retention {
        what: "the names of our own messages that never arrived",
        days: 60,
        over: sql!("SELECT id FROM post WHERE org = $1 AND message IS NULL AND created < $2 LIMIT $3"),
        drop: &[sql!(
            "DELETE FROM post WHERE org = $1 AND id = $2 AND message IS NULL AND created < $3
             AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.org = $1 AND o.post = post.id)"
        )],
    },
    Retention {
        what: "when somebody was last told something unasked",
        days: 8,
        over: sql!("SELECT id FROM unasked WHERE org = $1 AND card IS NULL AND at < $2 LIMIT $3"),
        drop: &[sql!("DELETE FROM unasked WHERE org = $1 AND id = $2 AND card IS NULL AND at < $3")],
    },
];

company_store! {
    /// Drops what is over.
    pub Retained
}

impl Retained<'_> {
    /// The names of what is over: see [`Retention::over`].
    pub async fn over(
        &mut self,
        retention: &Retention,
        before: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<String>, StoreError> {
        self.tx.column(retention.over, values![self.org, before, most]).await
    }

    /// Drops them: see [`Retention::drop`]. Says how many rows went.
    pub async fn drop_over(
        &mut self,
        retention: &Retention,
        names: &[String],
        before: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let mut gone = 0;
        for step in retention.drop {
            let rows = names.iter().map(|name| values![self.org, name, before]).collect();
            gone += self.tx.execute_each(*step, rows).await?.into_iter().sum::<u64>();
        }
        Ok(gone)
    }
}

impl Tx {
    /// Forgets events that came before `before`, at most so many; says how many.
    pub async fn forget_events(&mut self, before: DateTime<Utc>, most: i64) -> Result<u64, StoreError> {
        let statement = sql!(
            "DELETE FROM inbox WHERE (workspace, event_key) IN (
                 SELECT workspace, event_key FROM inbox WHERE received < $1 ORDER BY received LIMIT $2)"
        );
        self.execute(statement, values![before, most]).await
    }
}
