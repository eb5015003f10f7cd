//! Who is in which channel and team.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::chat::{AccountId, Circle, Membership, OrgId, PersonId, PlaceId, TeamId, WorkspaceId};
use crate::people::{DueRoster, Erasures};
use crate::store::{Busy, Millis, StoreError, Tx};
use crate::{company_store, sql, values};

/// How long a roster that was read is believed, and that somebody is where they did something.
pub(super) const BELIEVED: TimeDelta = TimeDelta::hours(1);
/// A roster that is older and wanted is read again.
pub(super) const FRESH: TimeDelta = TimeDelta::minutes(10);
/// How long reading a roster may take before another copy of the program reads it.
const LEASE: TimeDelta = TimeDelta::minutes(2);

company_store! {
    /// Members, as the store keeps them.
    pub Members
}

impl Members<'_> {
    /// The channels and teams that an account was known to be in, whether or not that is still believed.
    pub async fn circles_of(&mut self, account: &AccountId) -> Result<Vec<String>, StoreError> {
        let query = sql!("SELECT circle FROM member WHERE org = $1 AND account = $2 ORDER BY circle");
        self.tx.column(query, values![self.org, account]).await
    }

    /// Whoever acts somewhere is there: an event of theirs came from it.
    pub async fn saw_member(
        &mut self,
        circle: &Circle,
        account: &AccountId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        // Again only when half of the time is over, so that not every event is a write.
        let statement = sql!(
            "INSERT INTO member (org, circle, account, until) VALUES ($1, $2, $3, $4)
             ON CONFLICT (org, circle, account) DO UPDATE SET until = excluded.until
             WHERE COALESCE(member.until, 0) < $5"
        );
        let values = values![self.org, circle.as_str(), account, now + BELIEVED, now + BELIEVED / 2];
        self.tx.execute(statement, values).await?;
        Ok(())
    }

    /// The platform says that an account is in a channel or a team, or is not any more.
    pub async fn state_member(
        &mut self,
        membership: &Membership,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        if membership.is_member {
            let known =
                self.tx.of::<Erasures>(self.org).erased().await?.without(vec![membership.account.clone()]);
            for account in &known {
                self.saw_member(&membership.circle, account, now).await?;
            }
            return Ok(());
        }
        let statement = sql!("DELETE FROM member WHERE org = $1 AND circle = $2 AND account = $3");
        self.tx
            .execute(statement, values![self.org, membership.circle.as_str(), &membership.account])
            .await?;
        look_for(self.tx, self.org, &membership.circle, [&membership.account], now).await
    }

    /// The teams of a workspace that an account is in, all of them, as its profile says; believed until then.
    pub async fn state_teams(
        &mut self,
        workspace: &WorkspaceId,
        account: &AccountId,
        teams: &[TeamId],
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let teams: BTreeSet<&TeamId> = teams.iter().collect();
        // The rosters say which circles are teams.
        let statement = sql!(
            "INSERT INTO roster (org, circle, workspace, is_team, read_at, due) VALUES ($1, $2, $3, TRUE, NULL, NULL)
             ON CONFLICT (org, circle) DO NOTHING"
        );
        if !teams.is_empty() {
            let rows = teams.iter().map(|team| values![self.org, *team, workspace]).collect();
            self.tx.execute_each(statement, rows).await?;
        }
        let statement = sql!(
            "DELETE FROM member WHERE org = $1 AND account = $2 AND EXISTS (
                 SELECT 1 FROM roster AS r
                 WHERE r.org = $1 AND r.circle = member.circle AND r.workspace = $3 AND r.is_team)"
        );
        self.tx.execute(statement, values![self.org, account, workspace]).await?;
        let statement = sql!("INSERT INTO member (org, circle, account, until) VALUES ($1, $2, $3, $4)");
        if !teams.is_empty() {
            let rows = teams.iter().map(|team| values![self.org, *team, account, until]).collect();
            self.tx.execute_each(statement, rows).await?;
        }
        Ok(())
    }

    /// The roster is wanted: it is read unless that was done lately.
    pub async fn want_roster(
        &mut self,
        workspace: &WorkspaceId,
        circle: &Circle,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql!(
            "INSERT INTO roster (org, circle, workspace, is_team, read_at, due) VALUES ($1, $2, $3, $4, NULL, $5)
             ON CONFLICT (org, circle) DO UPDATE SET due = excluded.due
             WHERE roster.due IS NULL AND COALESCE(roster.read_at, 0) < $6"
        );
        let is_team = matches!(circle, Circle::Team(_));
        self.tx
            .by_the_way(statement, values![self.org, circle.as_str(), workspace, is_team, now, now - FRESH])
            .await
    }

    /// A roster could not be read; it is tried again at `due`, or not at all.
    pub async fn roster_failed(
        &mut self,
        circle: &Circle,
        due: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        let statement = sql!("UPDATE roster SET due = $1 WHERE org = $2 AND circle = $3");
        self.tx.execute(statement, values![due, self.org, circle.as_str()]).await?;
        Ok(())
    }

    /// The whole roster, as the platform gave it: whoever is not on it is not there any more. Of somebody who was erased
    /// no account is kept, see [`super::Erased::without`]. Says whether anybody is not there any more.
    pub async fn keep_roster(
        &mut self,
        circle: &Circle,
        accounts: &[AccountId],
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let query = sql!("SELECT account, until FROM member WHERE org = $1 AND circle = $2");
        let before: Vec<(AccountId, Option<Millis>)> =
            self.tx.all(query, values![self.org, circle.as_str()]).await?;
        let accounts = self.tx.of::<Erasures>(self.org).erased().await?.without(accounts.to_vec());
        let listed: HashSet<&AccountId> = accounts.iter().collect();
        let kept: HashSet<&AccountId> =
            before.iter().filter(|(_, until)| until.is_none()).map(|(account, _)| account).collect();
        let gone = before.iter().map(|(account, _)| account).filter(|account| !listed.contains(account));
        let gone: Vec<&AccountId> = gone.collect();
        let has_lost = !gone.is_empty();
        if has_lost {
            let statement = sql!("DELETE FROM member WHERE org = $1 AND circle = $2 AND account = $3");
            let rows = gone.iter().map(|account| values![self.org, circle.as_str(), *account]).collect();
            self.tx.execute_each(statement, rows).await?;
            look_for(self.tx, self.org, circle, gone, now).await?;
        }
        let new: Vec<_> = listed
            .into_iter()
            .filter(|account| !kept.contains(account))
            .map(|account| values![self.org, circle.as_str(), account])
            .collect();
        if !new.is_empty() {
            let statement = sql!(
                "INSERT INTO member (org, circle, account, until) VALUES ($1, $2, $3, NULL)
                 ON CONFLICT (org, circle, account) DO UPDATE SET until = NULL"
            );
            self.tx.execute_each(statement, new).await?;
        }
        let statement = sql!("UPDATE roster SET read_at = $1, due = NULL WHERE org = $2 AND circle = $3");
        self.tx.execute(statement, values![now, self.org, circle.as_str()]).await?;
        Ok(has_lost)
    }

    /// The whole roster is known and believed.
    pub async fn has_roster(&mut self, circle: &Circle, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let query = sql!("SELECT circle FROM roster WHERE org = $1 AND circle = $2 AND read_at > $3");
        let row =
            self.tx.optional::<(String,)>(query, values![self.org, circle.as_str(), now - BELIEVED]).await?;
        Ok(row.is_some())
    }

    /// Those of these people who are known to be in a channel or a team.
    pub async fn among_members(
        &mut self,
        circle: &Circle,
        people: &[PersonId],
        now: DateTime<Utc>,
    ) -> Result<HashSet<PersonId>, StoreError> {
        let query = sql!(
            "SELECT a.person FROM account AS a
             JOIN member AS m ON m.org = a.org AND m.account = a.id AND m.circle = $2
             LEFT JOIN roster AS r ON r.org = m.org AND r.circle = m.circle
             WHERE a.org = $1 AND a.person = $3 AND a.standing <> 'gone'
                 AND (m.until > $4 OR (m.until IS NULL AND r.read_at > $5)) LIMIT 1"
        );
        let rows =
            people.iter().map(|person| values![self.org, circle.as_str(), person, now, now - BELIEVED]);
        let found = self.tx.optional_each::<(PersonId,)>(query, rows.collect()).await?;
        Ok(found.into_iter().flatten().map(|(person,)| person).collect())
    }
}

impl Tx {
    /// Takes up to `most` rosters that are to be read, none of busy workspaces.
    pub async fn rosters_due(
        &mut self,
        now: DateTime<Utc>,
        most: i64,
        busy: &Busy,
    ) -> Result<Vec<DueRoster>, StoreError> {
        let statement = sql!(
            "UPDATE roster SET due = $1 WHERE (org, circle) IN (
                 SELECT org, circle FROM roster
                 WHERE due <= $2 AND REPLACE($3, '|' || workspace || '|', '') = $3
                 ORDER BY due LIMIT $4 /*skip locked*/)
             RETURNING org, workspace, circle, is_team"
        );
        let rows: Vec<(OrgId, WorkspaceId, String, bool)> =
            self.claim(statement, values![now + LEASE, now, busy, most]).await?;
        let due = |(org, workspace, circle, is_team)| DueRoster {
            org,
            workspace,
            circle: if is_team {
                Circle::Team(TeamId::new(circle))
            } else {
                Circle::Place(PlaceId::new(circle))
            },
        };
        Ok(rows.into_iter().map(due).collect())
    }
}

/// Whoever is not in a team any more may have left the company: the platform is asked about them.
async fn look_for(
    tx: &mut Tx,
    org: &OrgId,
    circle: &Circle,
    accounts: impl IntoIterator<Item = &AccountId>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Circle::Team(_) = circle else { return Ok(()) };
    let statement =
        sql!("UPDATE account SET profile_due = $1 WHERE org = $2 AND id = $3 AND profile_due > $1");
    let rows = accounts.into_iter().map(|account| values![now, org, account]).collect();
    tx.execute_each(statement, rows).await?;
    Ok(())
}
