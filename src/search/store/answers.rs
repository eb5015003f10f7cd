//! Who answered in which thread: read from the evidence, whole companies or one person at a time.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::chat::{MessageText, OrgId, PersonId, PlaceId};
use crate::search::answers::Given;
use crate::search::types::Scope;
use crate::store::{Millis, StoreError, Tx};
use crate::{company_store, sql, values};

/// So many places are asked about in one statement.
const AT_A_TIME: usize = 50;

company_store! {
    /// Reads who answered what.
    pub Answers
}

// The first message of a thread is joined by its name, see `EvidenceId::message`. No question is longer than what is
// read of it; other messages say early what they are about. Grouped by author or place first, SQLite would rather walk
// through all of a company in that order than look up what is asked for.
impl Answers<'_> {
    /// What was answered in a company since `since` and may speak, the newest first, at most `most` of it. What may not
    /// speak is not read: it takes nobody's place, and its questions name no topic.
    pub async fn given(
        &mut self,
        scope: &Scope,
        since: DateTime<Utc>,
        most: usize,
    ) -> Result<Vec<Given>, StoreError> {
        let Some(places) = scope.places() else {
            return given_anywhere(self.tx, self.org, since, most).await;
        };
        let mut by_beginning: BTreeMap<Option<DateTime<Utc>>, Vec<&PlaceId>> = BTreeMap::new();
        for (place, begins) in places {
            by_beginning.entry(begins).or_default().push(place);
        }
        let mut given: Vec<Given> = Vec::new();
        let mut newer_than = since;
        for (begins, places) in &by_beginning {
            for places in places.chunks(AT_A_TIME) {
                given.extend(given_in(self.tx, self.org, places, (*begins, since, newer_than), most).await?);
                given.sort_by(|a, b| b.last.cmp(&a.last).then_with(|| a.person.cmp(&b.person)));
                given.truncate(most);
                if let Some(oldest) = given.last().filter(|_| given.len() == most) {
                    newer_than = oldest.last;
                }
            }
        }
        Ok(given)
    }

    /// What a person ever answered, the newest first, at most `most` of it: from everywhere, so it is for themselves only.
    pub async fn given_by(&mut self, person: &PersonId, most: i64) -> Result<Vec<Given>, StoreError> {
        let query = sql!(
            "SELECT a.author AS person, MAX(COALESCE(q.title, '')) AS title, MAX(SUBSTR(COALESCE(q.body, ''), 1, 3000)) AS body,
                 MAX(a.topics) AS filed, CAST(MAX(CASE WHEN a.accepted OR a.checked THEN 1 ELSE 0 END) AS BIGINT) AS accepted,
                 MAX(a.sent) AS last
             FROM evidence a LEFT JOIN evidence q ON q.org = a.org AND q.id = 'm/' || a.place || '/' || a.thread
             WHERE a.org = $1 AND a.author = $2 AND a.kind IN ('answer', 'message') AND NOT a.deleted AND NOT a.rejected
                 AND a.thread IS NOT NULL AND COALESCE(a.message, '') <> a.thread
                 AND (q.author IS NULL OR q.author <> a.author)
             GROUP BY a.thread, a.place, a.author ORDER BY last DESC, a.thread LIMIT $3"
        );
        let rows = self.tx.all::<GivenRow>(query, values![self.org, person, most]).await?;
        Ok(rows.into_iter().map(Given::from).collect())
    }
}

/// The newest of what was answered in some places, in threads that were last answered after a moment: since `since`, and
/// since the places begin to speak. What was asked before they did is not known.
async fn given_in(
    tx: &mut Tx,
    org: &OrgId,
    places: &[&PlaceId],
    (begins, since, newer_than): (Option<DateTime<Utc>>, DateTime<Utc>, DateTime<Utc>),
    most: usize,
) -> Result<Vec<Given>, StoreError> {
    let query = sql!(
        "SELECT a.author AS person, MAX(COALESCE(q.title, '')) AS title, MAX(SUBSTR(COALESCE(q.body, ''), 1, 3000)) AS body,
             MAX(a.topics) AS filed, CAST(MAX(CASE WHEN a.accepted OR a.checked THEN 1 ELSE 0 END) AS BIGINT) AS accepted,
             MAX(a.sent) AS last
         FROM evidence a LEFT JOIN evidence q
             ON q.org = a.org AND q.id = 'm/' || a.place || '/' || a.thread AND q.sent > $5
         WHERE a.org = $1 AND a.sent > $2 AND a.kind IN ('answer', 'message') AND NOT a.deleted AND NOT a.rejected
             AND a.author IS NOT NULL AND a.thread IS NOT NULL AND COALESCE(a.message, '') <> a.thread
             AND (q.author IS NULL OR q.author <> a.author)
             AND a.place IN (
                 $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                     $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39,
                     $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55)
         GROUP BY a.thread, a.place, a.author HAVING MAX(a.sent) > $4
         ORDER BY last DESC, a.author, a.thread LIMIT $3"
    );
    // The last moment before they begin, in whole milliseconds.
    let before = begins.map_or(DateTime::<Utc>::MIN_UTC, |begins| begins - TimeDelta::nanoseconds(1));
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut values = values![org, since.max(before), most, newer_than, before];
    values.extend((0..AT_A_TIME).map(|at| places.get(at).map_or("", |place| place.as_str()).into()));
    let rows = tx.all::<GivenRow>(query, values).await?;
    Ok(rows.into_iter().map(Given::from).collect())
}

/// The same where nothing is hidden.
async fn given_anywhere(
    tx: &mut Tx,
    org: &OrgId,
    since: DateTime<Utc>,
    most: usize,
) -> Result<Vec<Given>, StoreError> {
    let query = sql!(
        "SELECT a.author AS person, MAX(COALESCE(q.title, '')) AS title, MAX(SUBSTR(COALESCE(q.body, ''), 1, 3000)) AS body,
             MAX(a.topics) AS filed, CAST(MAX(CASE WHEN a.accepted OR a.checked THEN 1 ELSE 0 END) AS BIGINT) AS accepted,
             MAX(a.sent) AS last
         FROM evidence a LEFT JOIN evidence q ON q.org = a.org AND q.id = 'm/' || a.place || '/' || a.thread
         WHERE a.org = $1 AND a.sent > $2 AND a.kind IN ('answer', 'message') AND NOT a.deleted AND NOT a.rejected
             AND a.author IS NOT NULL AND a.thread IS NOT NULL AND COALESCE(a.message, '') <> a.thread
             AND (q.author IS NULL OR q.author <> a.author)
         GROUP BY a.thread, a.place, a.author ORDER BY last DESC, a.author, a.thread LIMIT $3"
    );
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = tx.all::<GivenRow>(query, values![org, since, most]).await?;
    Ok(rows.into_iter().map(Given::from).collect())
}

#[derive(sqlx_macros::FromRow)]
struct GivenRow {
    person: PersonId,
    title: String,
    body: MessageText,
    filed: String,
    accepted: i64,
    last: Millis,
}

impl From<GivenRow> for Given {
    fn from(row: GivenRow) -> Self {
        Self {
            person: row.person,
            question: format!("{}\n{}", row.title, row.body.words()),
            filed: row.filed.lines().map(str::to_owned).collect(),
            accepted: row.accepted == 1,
            last: row.last.utc(),
        }
    }
}
