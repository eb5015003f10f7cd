//! Who answered in which thread: read from the evidence, whole companies or one person at a time.

use std::future::Future;

use chrono::{DateTime, Utc};

use crate::chat::{OrgId, PersonId};
use crate::search::answers::Given;
use crate::store::{Millis, StoreError, Tx};
use crate::{sql, values};

/// Reads who answered what.
pub trait AnswerStore {
    /// What was answered in a company since `since`, the newest first, at most `most` of it.
    fn given(
        &mut self,
        org: &OrgId,
        since: DateTime<Utc>,
        most: i64,
    ) -> impl Future<Output = Result<Vec<Given>, StoreError>> + Send;

    /// What a person ever answered, the newest first, at most `most` of it.
    fn given_by(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        most: i64,
    ) -> impl Future<Output = Result<Vec<Given>, StoreError>> + Send;
}

// The first message of a thread is joined by its name, see `EvidenceId::message`. No question is longer than what is
// read of it; other messages say early what they are about.
impl AnswerStore for Tx {
    async fn given(
        &mut self,
        org: &OrgId,
        since: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<Given>, StoreError> {
        let query = sql!(
            "SELECT a.author AS person, MAX(COALESCE(q.title, '')) AS title, MAX(SUBSTR(COALESCE(q.body, ''), 1, 3000)) AS body,
                 MAX(a.topics) AS filed, CAST(MAX(CASE WHEN a.accepted OR a.checked THEN 1 ELSE 0 END) AS BIGINT) AS accepted,
                 MAX(a.sent) AS last
             FROM evidence a LEFT JOIN evidence q ON q.org = a.org AND q.id = 'm/' || a.place || '/' || a.thread
             WHERE a.org = $1 AND a.sent > $2 AND a.kind IN ('answer', 'message') AND NOT a.deleted AND NOT a.rejected
                 AND a.author IS NOT NULL AND a.thread IS NOT NULL AND COALESCE(a.message, '') <> a.thread
                 AND (q.author IS NULL OR q.author <> a.author)
             GROUP BY a.author, a.place, a.thread ORDER BY last DESC, a.author, a.thread LIMIT $3"
        );
        let rows = self.all::<GivenRow>(query, values![org, since, most]).await?;
        Ok(rows.into_iter().map(Given::from).collect())
    }

    async fn given_by(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        most: i64,
    ) -> Result<Vec<Given>, StoreError> {
        let query = sql!(
            "SELECT a.author AS person, MAX(COALESCE(q.title, '')) AS title, MAX(SUBSTR(COALESCE(q.body, ''), 1, 3000)) AS body,
                 MAX(a.topics) AS filed, CAST(MAX(CASE WHEN a.accepted OR a.checked THEN 1 ELSE 0 END) AS BIGINT) AS accepted,
                 MAX(a.sent) AS last
             FROM evidence a LEFT JOIN evidence q ON q.org = a.org AND q.id = 'm/' || a.place || '/' || a.thread
             WHERE a.org = $1 AND a.author = $2 AND a.kind IN ('answer', 'message') AND NOT a.deleted AND NOT a.rejected
                 AND a.thread IS NOT NULL AND COALESCE(a.message, '') <> a.thread
                 AND (q.author IS NULL OR q.author <> a.author)
             GROUP BY a.author, a.place, a.thread ORDER BY last DESC, a.thread LIMIT $3"
        );
        let rows = self.all::<GivenRow>(query, values![org, person, most]).await?;
        Ok(rows.into_iter().map(Given::from).collect())
    }
}

#[derive(sqlx::FromRow)]
struct GivenRow {
    person: PersonId,
    title: String,
    body: String,
    filed: String,
    accepted: i64,
    last: Millis,
}

impl From<GivenRow> for Given {
    fn from(row: GivenRow) -> Self {
        Self {
            person: row.person,
            question: format!("{}\n{}", row.title, row.body),
            filed: row.filed.lines().map(str::to_owned).collect(),
            accepted: row.accepted == 1,
            last: row.last.utc(),
        }
    }
}
