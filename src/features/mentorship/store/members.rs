//! Who takes part, what they say of themselves, whom they wish for, and whom they do not want.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::words::Role;
use crate::chat::PersonId;
use crate::features::mentorship::matching::Factors;
use crate::store::{Millis, StoreError};
use crate::{scoped, sql, values};

/// Somebody in a programme.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Member {
    /// Of which programme.
    pub programme: String,
    /// Who takes part.
    pub person: PersonId,
    /// What they are in it.
    pub role: Role,
    /// Mentees at the most.
    pub places: i64,
    /// Mentees at the most where mentors are few.
    pub group_places: i64,
    /// What they want to reach, in their words; empty for whoever only gives.
    pub goal: String,
    /// How far they were with it when they joined, from 0 to 10.
    pub goal_score: Option<i64>,
    /// How often they were left over since they last had a mentor.
    pub left_over: i64,
    /// When they joined.
    pub joined_at: Millis,
    /// When they left the programme; none while they are in it.
    pub left_at: Option<Millis>,
}

/// What somebody says of themselves, in all programmes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileBody {
    /// What they can mentor on.
    pub gives: Vec<String>,
    /// What they want to learn.
    pub learns: Vec<String>,
    /// Languages that they would speak.
    pub languages: Vec<String>,
    /// Years of experience.
    pub years: Option<i64>,
}

/// A profile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// What stands in it.
    pub body: ProfileBody,
    /// The factors of their personality, if they answered that.
    pub factors: Option<Factors>,
}

scoped! {
    /// Members of programmes, as the store keeps them.
    pub MentorshipMembers, mentorship_members
}

impl MentorshipMembers<'_> {
    /// Somebody joins, again or otherwise than before.
    pub async fn join(&mut self, member: &Member) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO mentorship_member (org, programme, person, role, places, group_places, goal, goal_score,
                 left_over, joined_at, left_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, NULL)
             ON CONFLICT (org, programme, person) DO UPDATE SET role = EXCLUDED.role, places = EXCLUDED.places,
                 group_places = EXCLUDED.group_places, goal = EXCLUDED.goal, goal_score = EXCLUDED.goal_score,
                 left_at = NULL"
        );
        let values = values![
            self.org,
            &member.programme,
            &member.person,
            member.role,
            member.places,
            member.group_places,
            &member.goal,
            member.goal_score,
            member.joined_at
        ];
        self.tx.execute(statement, values).await?;
        Ok(())
    }

    /// Somebody leaves; false if they were not in it.
    pub async fn leave(
        &mut self,
        programme: &str,
        person: &PersonId,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let statement = sql!(
            "UPDATE mentorship_member SET left_at = $4
             WHERE org = $1 AND programme = $2 AND person = $3 AND left_at IS NULL"
        );
        Ok(self.tx.execute(statement, values![self.org, programme, person, now]).await? == 1)
    }

    /// Somebody in a programme; none if they are not in it (any more).
    pub async fn member(&mut self, programme: &str, person: &PersonId) -> Result<Option<Member>, StoreError> {
        let query = sql!(
            "SELECT programme, person, role, places, group_places, goal, goal_score, left_over, joined_at, left_at
             FROM mentorship_member WHERE org = $1 AND programme = $2 AND person = $3 AND left_at IS NULL"
        );
        self.tx.optional(query, values![self.org, programme, person]).await
    }

    /// Everybody in a programme, by their ids.
    pub async fn members(&mut self, programme: &str) -> Result<Vec<Member>, StoreError> {
        let query = sql!(
            "SELECT programme, person, role, places, group_places, goal, goal_score, left_over, joined_at, left_at
             FROM mentorship_member WHERE org = $1 AND programme = $2 AND left_at IS NULL ORDER BY person"
        );
        self.tx.all(query, values![self.org, programme]).await
    }

    /// The programmes that somebody is in.
    pub async fn memberships(&mut self, person: &PersonId) -> Result<Vec<Member>, StoreError> {
        let query = sql!(
            "SELECT programme, person, role, places, group_places, goal, goal_score, left_over, joined_at, left_at
             FROM mentorship_member WHERE org = $1 AND person = $2 AND left_at IS NULL ORDER BY joined_at, programme"
        );
        self.tx.all(query, values![self.org, person]).await
    }

    /// Somebody was left over in a round, or was not.
    pub async fn left_over(
        &mut self,
        programme: &str,
        person: &PersonId,
        is_left: bool,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "UPDATE mentorship_member SET left_over = CASE WHEN $4 THEN left_over + 1 ELSE 0 END
             WHERE org = $1 AND programme = $2 AND person = $3"
        );
        self.tx.execute(statement, values![self.org, programme, person, is_left]).await?;
        Ok(())
    }

    /// What somebody says of themselves; nothing said, if nothing is kept.
    pub async fn profile(&mut self, person: &PersonId) -> Result<Option<Profile>, StoreError> {
        let query = sql!("SELECT body, factors FROM mentorship_profile WHERE org = $1 AND person = $2");
        let row: Option<(String, Option<String>)> =
            self.tx.optional(query, values![self.org, person]).await?;
        Ok(row.map(|(body, factors)| Profile {
            body: serde_json::from_str(&body).unwrap_or_default(),
            factors: factors.and_then(|factors| serde_json::from_str(&factors).ok()),
        }))
    }

    /// They say so now.
    pub async fn keep_profile(
        &mut self,
        person: &PersonId,
        profile: &Profile,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO mentorship_profile (org, person, body, factors, changed_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (org, person) DO UPDATE SET body = EXCLUDED.body, factors = EXCLUDED.factors,
                 changed_at = EXCLUDED.changed_at"
        );
        let body = serde_json::to_string(&profile.body).unwrap_or_default();
        let factors = profile.factors.map(|factors| serde_json::to_string(&factors).unwrap_or_default());
        self.tx.execute(statement, values![self.org, person, body, factors, now]).await?;
        Ok(())
    }

    /// Whom somebody does not want, by their ids.
    pub async fn blocked_by(&mut self, person: &PersonId) -> Result<Vec<PersonId>, StoreError> {
        let query =
            sql!("SELECT blocked FROM mentorship_block WHERE org = $1 AND person = $2 ORDER BY blocked");
        self.tx.column(query, values![self.org, person]).await
    }

    /// Whom somebody does not want from now on, in place of whom they did not want before.
    pub async fn set_blocked(
        &mut self,
        person: &PersonId,
        blocked: &[PersonId],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM mentorship_block WHERE org = $1 AND person = $2");
        self.tx.execute(statement, values![self.org, person]).await?;
        let statement = sql!(
            "INSERT INTO mentorship_block (org, person, blocked, since) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING"
        );
        for other in blocked {
            self.tx.execute(statement, values![self.org, person, other, now]).await?;
        }
        Ok(())
    }

    /// Whom somebody wishes for in a programme, the most wanted first.
    pub async fn wishes(&mut self, programme: &str, person: &PersonId) -> Result<Vec<PersonId>, StoreError> {
        let query = sql!(
            "SELECT wanted FROM mentorship_wish WHERE org = $1 AND programme = $2 AND person = $3 ORDER BY rank"
        );
        self.tx.column(query, values![self.org, programme, person]).await
    }

    /// Whom they wish for from now on.
    pub async fn set_wishes(
        &mut self,
        programme: &str,
        person: &PersonId,
        wishes: &[PersonId],
    ) -> Result<(), StoreError> {
        let statement = sql!("DELETE FROM mentorship_wish WHERE org = $1 AND programme = $2 AND person = $3");
        self.tx.execute(statement, values![self.org, programme, person]).await?;
        let statement = sql!(
            "INSERT INTO mentorship_wish (org, programme, person, wanted, rank) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING"
        );
        for (wanted, rank) in wishes.iter().zip(1_i64..) {
            self.tx.execute(statement, values![self.org, programme, person, wanted, rank]).await?;
        }
        Ok(())
    }
}
