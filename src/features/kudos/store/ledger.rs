//! The ledger.

use chrono::{DateTime, Utc};

use super::grant::Grant;
use crate::chat::{PersonId, PlaceId, PostId};
use crate::features::kudos::rings::Flow;
use crate::store::StoreError;
use crate::{scoped, sql, values};

/// What somebody was given in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Sum {
    /// Points.
    pub points: i64,
    /// From so many people, or to so many.
    pub people: i64,
}

scoped! {
    /// The ledger, as the store keeps it.
    pub Ledger, ledger
}

impl Ledger<'_> {
    /// A topic is called otherwise: so is what thanks are about.
    pub async fn rename_thanked_topic(&mut self, from: &str, to: &str) -> Result<(), StoreError> {
        let statement = sql!("UPDATE kudos_grant SET topic = $1 WHERE org = $2 AND topic = $3");
        self.tx.execute(statement, values![to, self.org, from]).await?;
        Ok(())
    }

    /// What this person gave by hand on a day of theirs and in a month of theirs.
    pub async fn given(
        &mut self,
        giver: &PersonId,
        day: &str,
        month: &str,
    ) -> Result<(i64, i64), StoreError> {
        let query = sql!(
            "SELECT CAST(COALESCE(SUM(CASE WHEN local_day = $3 THEN amount ELSE 0 END), 0) AS BIGINT),
                 CAST(COALESCE(SUM(amount), 0) AS BIGINT)
             FROM kudos_grant
             WHERE org = $1 AND giver = $2 AND local_month = $4 AND kind = 'given' AND undone_at IS NULL"
        );
        self.tx.one(query, values![self.org, giver, day, month]).await
    }

    /// What this person gave that one by hand in a month of theirs.
    pub async fn given_to(
        &mut self,
        giver: &PersonId,
        receiver: &PersonId,
        month: &str,
    ) -> Result<i64, StoreError> {
        let query = sql!(
            "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM kudos_grant
             WHERE org = $1 AND giver = $2 AND receiver = $3 AND local_month = $4 AND kind = 'given'
                 AND undone_at IS NULL"
        );
        Ok(self.tx.one::<(i64,)>(query, values![self.org, giver, receiver, month]).await?.0)
    }

    /// Writes a grant; false if that person has one from that source already, which then stays as it is.
    pub async fn keep_grant(&mut self, grant: &Grant) -> Result<bool, StoreError> {
        let statement = sql!(
            "INSERT INTO kudos_grant (org, id, kind, source, giver, receiver, amount, reason, topic, company_value,
                 given_at, local_day, local_month, post, place, undone_at, said_in, said_as)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
             ON CONFLICT (org, source, receiver) DO NOTHING"
        );
        let values = values![
            self.org,
            &grant.id,
            &grant.kind,
            &grant.source,
            &grant.giver,
            &grant.receiver,
            grant.amount,
            &grant.reason,
            grant.topic.as_ref(),
            grant.company_value.as_ref(),
            grant.given_at,
            &grant.local_day,
            &grant.local_month,
            grant.post.as_ref(),
            grant.place.as_ref(),
            grant.undone_at,
            grant.said_in.as_ref(),
            grant.said_as.as_ref()
        ];
        Ok(self.tx.execute(statement, values).await? == 1)
    }

    /// All grants of a source, also those that were taken back.
    pub async fn grants_of(&mut self, source: &str) -> Result<Vec<Grant>, StoreError> {
        let query = sql!("SELECT * FROM kudos_grant WHERE org = $1 AND source = $2 ORDER BY id");
        self.tx.all(query, values![self.org, source]).await
    }

    /// Takes all grants of a source back; says how many that were. Again, it is none.
    pub async fn undo_grants(&mut self, source: &str, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let statement = sql!(
            "UPDATE kudos_grant SET undone_at = $3 WHERE org = $1 AND source = $2 AND undone_at IS NULL"
        );
        self.tx.execute(statement, values![self.org, source, now]).await
    }

    /// All grants that an announcement tells of.
    pub async fn grants_told_by(&mut self, post: &PostId) -> Result<Vec<Grant>, StoreError> {
        let query = sql!("SELECT * FROM kudos_grant WHERE org = $1 AND post = $2 ORDER BY id");
        self.tx.all(query, values![self.org, post]).await
    }

    /// This announcement stands nowhere: nobody but those who gave and were given has seen what it was to tell.
    pub async fn stand_nowhere(&mut self, post: &PostId) -> Result<(), StoreError> {
        let statement = sql!("UPDATE kudos_grant SET post = NULL, place = NULL WHERE org = $1 AND post = $2");
        self.tx.execute(statement, values![self.org, post]).await?;
        Ok(())
    }

    /// What was taken back of this source makes room for what is given anew.
    pub async fn forget_undone(&mut self, source: &str) -> Result<(), StoreError> {
        let statement =
            sql!("DELETE FROM kudos_grant WHERE org = $1 AND source = $2 AND undone_at IS NOT NULL");
        self.tx.execute(statement, values![self.org, source]).await?;
        Ok(())
    }

    /// What was earned from this source was not, after all: it can be earned again.
    pub async fn forget_grants(&mut self, source: &str) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM kudos_grant WHERE org = $1 AND source = $2 AND kind <> 'given'");
        self.tx.execute(statement, values![self.org, source]).await?;
        Ok(())
    }

    /// What went from whom to whom by hand since then, where others saw it.
    pub async fn flows(&mut self, since: DateTime<Utc>) -> Result<Vec<(PlaceId, Flow)>, StoreError> {
        let query = sql!(
            "SELECT place, giver, receiver, CAST(SUM(amount) AS BIGINT) AS points FROM kudos_grant
             WHERE org = $1 AND given_at > $2 AND kind = 'given' AND place IS NOT NULL AND undone_at IS NULL
             GROUP BY place, giver, receiver"
        );
        let rows: Vec<(PlaceId, PersonId, PersonId, i64)> =
            self.tx.all(query, values![self.org, since]).await?;
        let flow = |(place, giver, receiver, points)| (place, Flow { giver, receiver, points });
        Ok(rows.into_iter().map(flow).collect())
    }

    /// This person thanked the author of a message by a reaction before.
    pub async fn has_reacted(&mut self, giver: &PersonId) -> Result<bool, StoreError> {
        let query = sql!(
            "SELECT COUNT(*) FROM kudos_grant WHERE org = $1 AND giver = $2 AND source LIKE 'reacted %'"
        );
        Ok(self.tx.one::<(i64,)>(query, values![self.org, giver]).await?.0 > 0)
    }

    /// Grants of a kind that somebody has received since then.
    pub async fn earned(
        &mut self,
        receiver: &PersonId,
        kind: &str,
        since: DateTime<Utc>,
    ) -> Result<i64, StoreError> {
        let query = sql!(
            "SELECT COUNT(*) FROM kudos_grant
             WHERE org = $1 AND receiver = $2 AND kind = $3 AND given_at > $4 AND undone_at IS NULL"
        );
        Ok(self.tx.one::<(i64,)>(query, values![self.org, receiver, kind, since]).await?.0)
    }

    /// All that somebody was ever given, and by how many.
    pub async fn received(&mut self, person: &PersonId) -> Result<Sum, StoreError> {
        let query = sql!(
            "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS points, COUNT(DISTINCT CASE WHEN giver <> receiver THEN giver END) AS people
             FROM kudos_grant WHERE org = $1 AND receiver = $2 AND undone_at IS NULL"
        );
        self.tx.one(query, values![self.org, person]).await
    }

    /// All that somebody ever gave by hand, and to how many.
    pub async fn handed_out(&mut self, person: &PersonId) -> Result<Sum, StoreError> {
        let query = sql!(
            "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS points, COUNT(DISTINCT receiver) AS people
             FROM kudos_grant WHERE org = $1 AND giver = $2 AND kind = 'given' AND undone_at IS NULL"
        );
        self.tx.one(query, values![self.org, person]).await
    }

    /// The last that somebody was thanked for, the newest first.
    pub async fn thanked_for(&mut self, person: &PersonId, most: i64) -> Result<Vec<Grant>, StoreError> {
        let query = sql!(
            "SELECT * FROM kudos_grant WHERE org = $1 AND receiver = $2 AND undone_at IS NULL ORDER BY given_at DESC, id DESC LIMIT $3"
        );
        self.tx.all(query, values![self.org, person, most]).await
    }

    /// All that somebody gave by hand or was given, and that stands; the newest first.
    pub async fn record_of(&mut self, person: &PersonId) -> Result<Vec<Grant>, StoreError> {
        let query = sql!(
            "SELECT * FROM kudos_grant WHERE org = $1 AND undone_at IS NULL
                 AND (receiver = $2 OR (giver = $2 AND kind = 'given')) ORDER BY given_at DESC, id DESC"
        );
        self.tx.all(query, values![self.org, person]).await
    }
}
