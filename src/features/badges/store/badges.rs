//! What was told of badges, a company's own badges, and who was awarded them. What can be counted is not kept here.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::chat::PersonId;
use crate::store::{Millis, StoreError};
use crate::{scoped, sql, values};

/// A company's own badge.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
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
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Award {
    /// The id of the badge that was awarded.
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

scoped! {
    /// Badges, as the store keeps them.
    pub Badges, badges
}

fn key(name: &str) -> String {
    name.to_lowercase()
}

impl Badges<'_> {
    /// The steps that somebody was told they reached.
    pub async fn steps_told(&mut self, person: &PersonId) -> Result<BTreeSet<String>, StoreError> {
        let query = sql!("SELECT step FROM kudos_badge_told WHERE org = $1 AND person = $2");
        Ok(self.tx.column(query, values![self.org, person]).await?.into_iter().collect())
    }

    /// Somebody was told of a step. Again, it changes nothing.
    pub async fn keep_step_told(
        &mut self,
        person: &PersonId,
        step: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO kudos_badge_told (org, person, step, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
        );
        self.tx.execute(statement, values![self.org, person, step, now]).await?;
        Ok(())
    }

    /// The company's own badges that can be awarded, by name.
    pub async fn badges(&mut self) -> Result<Vec<OwnBadge>, StoreError> {
        let query = sql!(
            "SELECT id, name, emoji, about, topic FROM kudos_badge WHERE org = $1 AND retired_at IS NULL
             ORDER BY name_key"
        );
        self.tx.all(query, values![self.org]).await
    }

    /// Adds a badge; false if another one that can be awarded has its name, in capitals or not.
    pub async fn add_badge(&mut self, badge: &OwnBadge) -> Result<bool, StoreError> {
        let statement = sql!(
            "INSERT INTO kudos_badge (org, id, name, name_key, emoji, about, topic)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org, name_key) DO NOTHING"
        );
        let (name, topic) = (key(&badge.name), badge.topic.as_ref());
        let values = values![self.org, &badge.id, &badge.name, name, &badge.emoji, &badge.about, topic];
        Ok(self.tx.execute(statement, values).await? == 1)
    }

    /// Changes a badge that can be awarded; false if there is none, or another one has its name.
    pub async fn change_badge(&mut self, badge: &OwnBadge) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE kudos_badge SET name = $3, name_key = $4, emoji = $5, about = $6, topic = $7
             WHERE org = $1 AND id = $2 AND retired_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM kudos_badge other
                     WHERE other.org = $1 AND other.name_key = $4 AND other.id <> $2)"
        );
        let (name, topic) = (key(&badge.name), badge.topic.as_ref());
        let values = values![self.org, &badge.id, &badge.name, name, &badge.emoji, &badge.about, topic];
        Ok(self.tx.execute(statement, values).await? == 1)
    }

    /// A badge is awarded no more, and its name is free. Whoever has it keeps it.
    pub async fn retire_badge(&mut self, id: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE kudos_badge SET retired_at = $3, name_key = id WHERE org = $1 AND id = $2 AND retired_at IS NULL"
        );
        self.tx.execute(statement, values![self.org, id, now]).await?;
        Ok(())
    }

    /// Awards a badge that can be awarded; false if they have it already, or it cannot be.
    pub async fn keep_award(&mut self, it: &Award, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let statement = sql!(
            "INSERT INTO kudos_award (org, badge, person, giver, reason, given_at)
             SELECT org, id, $3, $4, $5, $6 FROM kudos_badge WHERE org = $1 AND id = $2 AND retired_at IS NULL
             ON CONFLICT (org, badge, person) DO NOTHING"
        );
        let values = values![self.org, &it.badge, &it.person, &it.giver, &it.reason, now];
        Ok(self.tx.execute(statement, values).await? == 1)
    }

    /// An award that stands.
    pub async fn award(&mut self, badge: &str, person: &PersonId) -> Result<Option<Award>, StoreError> {
        let query = sql!(
            "SELECT a.badge, b.name, b.emoji, a.person, a.giver, a.reason, a.told_at
             FROM kudos_award a JOIN kudos_badge b ON b.org = a.org AND b.id = a.badge
             WHERE a.org = $1 AND a.badge = $2 AND a.person = $3"
        );
        self.tx.optional(query, values![self.org, badge, person]).await
    }

    /// The receiver was told.
    pub async fn keep_award_told(
        &mut self,
        badge: &str,
        person: &PersonId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement =
            sql!("UPDATE kudos_award SET told_at = $4 WHERE org = $1 AND badge = $2 AND person = $3");
        self.tx.execute(statement, values![self.org, badge, person, now]).await?;
        Ok(())
    }

    /// Takes an award back; false if it was gone already.
    pub async fn drop_award(&mut self, badge: &str, person: &PersonId) -> Result<bool, StoreError> {
        let statement = sql!("DELETE FROM kudos_award WHERE org = $1 AND badge = $2 AND person = $3");
        Ok(self.tx.execute(statement, values![self.org, badge, person]).await? == 1)
    }

    /// The own badges that somebody has, the newest first.
    pub async fn awards_of(&mut self, person: &PersonId) -> Result<Vec<Award>, StoreError> {
        let query = sql!(
            "SELECT a.badge, b.name, b.emoji, a.person, a.giver, a.reason, a.told_at
             FROM kudos_award a JOIN kudos_badge b ON b.org = a.org AND b.id = a.badge
             WHERE a.org = $1 AND a.person = $2 ORDER BY a.given_at DESC, a.badge DESC"
        );
        self.tx.all(query, values![self.org, person]).await
    }

    /// What was awarded to people who are still there, the newest first: by `giver`, or by anybody.
    pub async fn awards(
        &mut self,
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
            return self.tx.all(query, values![self.org, after, most]).await;
        };
        let query = sql!(
            "SELECT a.badge, b.name, b.emoji, a.person, a.giver, a.reason, a.told_at
             FROM kudos_award a JOIN kudos_badge b ON b.org = a.org AND b.id = a.badge
                 JOIN person p ON p.org = a.org AND p.id = a.person AND p.standing = 'member'
             WHERE a.org = $1 AND a.giver = $2
             ORDER BY a.given_at DESC, a.badge DESC, a.person DESC LIMIT $4 OFFSET $3"
        );
        self.tx.all(query, values![self.org, giver, after, most]).await
    }
}
