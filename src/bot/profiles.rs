//! Who people are: asked of the platform when an account is new or has not been looked at for long, a few at a time.

use chrono::{DateTime, TimeDelta, Utc};

use super::Machine;
use crate::chat::Undelivered;
use crate::chat::{OrgId, Profile, WorkspaceId};
use crate::people::{AccountStore, KnowledgeStore};
use crate::search::{Declared, EvidenceStore};
use crate::store::{StoreError, Tx};

/// Look-ups at once.
const BATCH: i64 = 8;
/// How long after a failure an account is looked up again.
const RETRY: TimeDelta = TimeDelta::hours(6);

impl Machine {
    /// Looks up accounts that are due, once; says how many that were.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn step_profiles(&self) -> Result<usize, StoreError> {
        let now = self.setup.clock.now();
        let mut tx = self.setup.db.begin().await?;
        let due = tx.profiles_due(now, BATCH).await?;
        tx.commit().await?;
        for account in &due {
            let profile = match self.setup.platforms.get(account.workspace.platform()) {
                Some(platform) => platform.profile(&account.workspace, &account.id).await,
                None => Err(Undelivered::Unreached("no such platform".to_owned())),
            };
            let mut tx = self.setup.db.begin().await?;
            match profile {
                Ok(profile) => {
                    let fresh = self.setup.ids.fresh(now);
                    learn(&mut tx, &account.org, &account.workspace, &profile, &fresh, now).await?;
                }
                Err(Undelivered::Throttled(wait)) => {
                    let wait = TimeDelta::from_std(wait).unwrap_or(RETRY);
                    tx.profile_failed(&account.org, &account.id, now + wait).await?;
                }
                Err(error) => {
                    tracing::warn!(account = %account.id, %error, "a profile could not be looked up");
                    tx.profile_failed(&account.org, &account.id, now + RETRY).await?;
                }
            }
            tx.commit().await?;
        }
        Ok(due.len())
    }
}

/// Takes in what the platform says of an account. If somebody who was only imported turns out to be this person, what
/// they know becomes this person's.
pub(super) async fn learn(
    tx: &mut Tx,
    org: &OrgId,
    workspace: &WorkspaceId,
    profile: &Profile,
    fresh: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let learned = tx.learn_profile(org, workspace, profile, fresh, now).await?;
    let Some(absorbed) = learned.absorbed else { return Ok(()) };
    tx.forget_person(org, &absorbed).await?;
    let skills = tx.skills_of(org, &learned.person).await?;
    let declared: Vec<Declared> = skills
        .into_iter()
        .filter(|skill| skill.ask_me || skill.can_mentor)
        .map(|skill| Declared { skill: skill.name, aliases: Vec::new(), ask_me: skill.ask_me })
        .collect();
    tx.declare_skills(org, &learned.person, &declared, now).await
}
