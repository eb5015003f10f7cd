//! What was told of badges, a company's own badges, and who was awarded them. What can be counted is not kept here.

use std::collections::BTreeSet;
use std::future::Future;

use chrono::{DateTime, Utc};

use crate::chat::{OrgId, PersonId};
use crate::store::{Millis, StoreError, Tx};
use crate::{sql, values};

/// A company's own badge.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OwnBadge {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Its sign.
    pub emoji: String,
    /// What it is for.
    pub about: String,
    /// Only champions of this topic award it; any champion, if there is none.
    pub topic: Option<String>,
}

/// An own badge that somebody has.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Award {
    /// Which.
    pub badge: String,
    /// What it is called.
    pub name: String,
    /// Its sign.
    pub emoji: String,
    /// Who has it.
    pub person: PersonId,
    /// Who awarded it.
    pub giver: PersonId,
    /// What for, in their words.
    pub reason: String,
    /// When the receiver was told; none if they were not yet.
    pub told_at: Option<Millis>,
}

/// Badges, as the store keeps them.
pub trait BadgeStore {
    /// The steps that somebody was told they reached.
    fn steps_told(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<BTreeSet<String>, StoreError>> + Send;

    /// Somebody was told of a step. Again, it changes nothing.
    fn keep_step_told(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        step: &str,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The company's own badges that can be awarded, by name.
    fn badges(&mut self, org: &OrgId) -> impl Future<Output = Result<Vec<OwnBadge>, StoreError>> + Send;

    /// Adds a badge; false if another one that can be awarded has its name, in capitals or not.
    fn add_badge(
        &mut self,
        org: &OrgId,
        badge: &OwnBadge,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Changes a badge that can be awarded; false if there is none, or another one has its name.
    fn change_badge(
        &mut self,
        org: &OrgId,
        badge: &OwnBadge,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// A badge is awarded no more, and its name is free. Whoever has it keeps it.
    fn retire_badge(
        &mut self,
        org: &OrgId,
        id: &str,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Awards a badge that can be awarded; false if they have it already, or it cannot be.
    fn keep_award(
        &mut self,
        org: &OrgId,
        award: &Award,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// An award that stands.
    fn award(
        &mut self,
        org: &OrgId,
        badge: &str,
        person: &PersonId,
    ) -> impl Future<Output = Result<Option<Award>, StoreError>> + Send;

    /// The receiver was told.
    fn keep_award_told(
        &mut self,
        org: &OrgId,
        badge: &str,
        person: &PersonId,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Takes an award back; false if it was gone already.
    fn drop_award(
        &mut self,
        org: &OrgId,
        badge: &str,
        person: &PersonId,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// The own badges that somebody has, the newest first.
    fn awards_of(
        &mut self,
        org: &OrgId,
        person: &PersonId,
    ) -> impl Future<Output = Result<Vec<Award>, StoreError>> + Send;

    /// What was awarded to people who are still there, the newest first: by `giver`, or by anybody.
    fn awards(
        &mut self,
        org: &OrgId,
        giver: Option<&PersonId>,
        after: i64,
        most: i64,
    ) -> impl Future<Output = Result<Vec<Award>, StoreError>> + Send;

    /// What is kept of `from` is `into`'s, each badge once. What they awarded one another goes.
    fn move_badges(
        &mut self,
        org: &OrgId,
        from: &PersonId,
        into: &PersonId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

fn key(name: &str) -> String {
    name.to_lowercase()
}

impl BadgeStore for Tx {
    async fn steps_told(&mut self, org: &OrgId, person: &PersonId) -> Result<BTreeSet<String>, StoreError> {
        let query = sql!("SELECT step FROM kudos_badge_told WHERE org = $1 AND person = $2");
        let rows = self.all::<(String,)>(query, values![org, person]).await?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    async fn keep_step_told(
        &mut self,
        org: &OrgId,
        person: &PersonId,
        step: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO kudos_badge_told (org, person, step, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
        );
        self.execute(statement, values![org, person, step, now]).await?;
        Ok(())
    }

    async fn badges(&mut self, org: &OrgId) -> Result<Vec<OwnBadge>, StoreError> {
        let query = sql!(
            "SELECT id, name, emoji, about, topic FROM kudos_badge WHERE org = $1 AND retired_at IS NULL
             ORDER BY name_key"
        );
        self.all(query, values![org]).await
    }

    async fn add_badge(&mut self, org: &OrgId, badge: &OwnBadge) -> Result<bool, StoreError> {
        let statement = sql!(
            "INSERT INTO kudos_badge (org, id, name, name_key, emoji, about, topic)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org, name_key) DO NOTHING"
        );
        let (name, topic) = (key(&badge.name), badge.topic.as_ref());
        let values = values![org, &badge.id, &badge.name, name, &badge.emoji, &badge.about, topic];
        Ok(self.execute(statement, values).await? == 1)
    }

    async fn change_badge(&mut self, org: &OrgId, badge: &OwnBadge) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE kudos_badge SET name = $3, name_key = $4, emoji = $5, about = $6, topic = $7
             WHERE org = $1 AND id = $2 AND retired_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM kudos_badge other
                     WHERE other.org = $1 AND other.name_key = $4 AND other.id <> $2)"
        );
        let (name, topic) = (key(&badge.name), badge.topic.as_ref());
        let values = values![org, &badge.id, &badge.name, name, &badge.emoji, &badge.about, topic];
        Ok(self.execute(statement, values).await? == 1)
    }

    async fn retire_badge(&mut self, org: &OrgId, id: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE kudos_badge SET retired_at = $3, name_key = id WHERE org = $1 AND id = $2 AND retired_at IS NULL"
        );
        self.execute(statement, values![org, id, now]).await?;
        Ok(())
    }

    async fn keep_award(&mut self, org: &OrgId, it: &Award, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let statement = sql!(
            "INSERT INTO kudos_award (org, badge, person, giver, reason, given_at)
             SELECT org, id, $3, $4, $5, $6 FROM kudos_badge WHERE org = $1 AND id = $2 AND retired_at IS NULL
             ON CONFLICT (org, badge, person) DO NOTHING"
        );
        let values = values![org, &it.badge, &it.person, &it.giver, &it.reason, now];
        Ok(self.execute(statement, values).await? == 1)
    }

    async fn award(
        &mut self,
        org: &OrgId,
        badge: &str,
        person: &PersonId,
    ) -> Result<Option<Award>, StoreError> {
        let query = sql!(
            "SELECT a.badge, b.name, b.emoji, a.person, a.giver, a.reason, a.told_at
             FROM kudos_award a JOIN kudos_badge b ON b.org = a.org AND b.id = a.badge
             WHERE a.org = $1 AND a.badge = $2 AND a.person = $3"
        );
        self.optional(query, values![org, badge, person]).await
    }

    async fn keep_award_told(
        &mut self,
        org: &OrgId,
        badge: &str,
        person: &PersonId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement =
            sql!("UPDATE kudos_award SET told_at = $4 WHERE org = $1 AND badge = $2 AND person = $3");
        self.execute(statement, values![org, badge, person, now]).await?;
        Ok(())
    }

    async fn drop_award(&mut self, org: &OrgId, badge: &str, person: &PersonId) -> Result<bool, StoreError> {
        let statement = sql!("DELETE FROM kudos_award WHERE org = $1 AND badge = $2 AND person = $3");
        Ok(self.execute(statement, values![org, badge, person]).await? == 1)
    }

    async fn awards_of(&mut self, org: &OrgId, person: &PersonId) -> Result<Vec<Award>, StoreError> {
        let query = sql!(
            "SELECT a.badge, b.name, b.emoji, a.person, a.giver, a.reason, a.told_at
             FROM kudos_award a JOIN kudos_badge b ON b.org = a.org AND b.id = a.badge
             WHERE a.org = $1 AND a.person = $2 ORDER BY a.given_at DESC, a.badge DESC"
        );
        self.all(query, values![org, person]).await
    }

    async fn awards(
        &mut self,
        org: &OrgId,
        giver: Option<&PersonId>,
        after: i64,
        most: i64,
    ) -> Result<Vec<Award>, StoreError> {
        let Some(giver) = giver else {
            let query = sql!(
                "SELECT a.badge, b.name, b.emoji, a.person, a.giver, a.reason, a.told_at
                 FROM kudos_award a JOIN kudos_badge b ON b.org = a.org AND b.id = a.badge
                     JOIN person p ON p.org = a.org AND p.id = a.person AND p.standing = 'member'
                 WHERE a.org = $1 ORDER BY a.given_at DESC, a.badge DESC, a.person DESC LIMIT $3 OFFSET $2"
            );
            return self.all(query, values![org, after, most]).await;
        };
        let query = sql!(
            "SELECT a.badge, b.name, b.emoji, a.person, a.giver, a.reason, a.told_at
             FROM kudos_award a JOIN kudos_badge b ON b.org = a.org AND b.id = a.badge
                 JOIN person p ON p.org = a.org AND p.id = a.person AND p.standing = 'member'
             WHERE a.org = $1 AND a.giver = $2
             ORDER BY a.given_at DESC, a.badge DESC, a.person DESC LIMIT $4 OFFSET $3"
        );
        self.all(query, values![org, giver, after, most]).await
    }

    async fn move_badges(&mut self, org: &OrgId, from: &PersonId, into: &PersonId) -> Result<(), StoreError> {
        let own = sql!(
            "DELETE FROM kudos_award WHERE org = $1
             AND ((person = $2 AND giver = $3) OR (person = $3 AND giver = $2))"
        );
        self.execute(own, values![org, from, into]).await?;
        for statement in [
            sql!("UPDATE kudos_award SET giver = $1 WHERE org = $2 AND giver = $3"),
            sql!(
                "UPDATE kudos_award SET person = $1 WHERE org = $2 AND person = $3 AND badge NOT IN (
                     SELECT badge FROM kudos_award WHERE org = $2 AND person = $1)"
            ),
            sql!(
                "UPDATE kudos_badge_told SET person = $1 WHERE org = $2 AND person = $3 AND step NOT IN (
                     SELECT step FROM kudos_badge_told WHERE org = $2 AND person = $1)"
            ),
        ] {
            self.execute(statement, values![into, org, from]).await?;
        }
        for twice in [
            sql!("DELETE FROM kudos_award WHERE org = $1 AND person = $2"),
            sql!("DELETE FROM kudos_badge_told WHERE org = $1 AND person = $2"),
        ] {
            self.execute(twice, values![org, from]).await?;
        }
        Ok(())
    }
}
