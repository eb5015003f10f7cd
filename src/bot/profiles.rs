//! Who people are: asked of the platform when an account is new or has not been looked at for long, a few at a time.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;

use super::crew::{Piece, Seats, retried};
use super::{Ctx, DomainEvent, Machine};
use crate::chat::{OrgId, PersonId, Profile, Reply, Undelivered, WorkspaceId};
use crate::people::{Accounts, DueAccount, Knowledge, Skill};
use crate::search::{Declared, EvidenceLog, Source, Topic};
use crate::store::{StoreError, Tx};

/// Look-ups at once, for whoever waits for all of them.
const BATCH: usize = 8;
/// How long after a failure an account is looked up again.
const RETRY: TimeDelta = TimeDelta::hours(6);

impl Piece for DueAccount {
    fn whose(&self) -> &str {
        self.workspace.as_str()
    }
}

impl Machine {
    /// Looks up accounts that are due, once; says how many that were.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn step_profiles(&self) -> Result<usize, StoreError> {
        let due = self.due_profiles(&Seats::new(BATCH, BATCH)).await?;
        let looked = join_all(due.iter().map(|account| self.look_at_profile(account))).await;
        looked.into_iter().collect::<Result<Vec<()>, _>>()?;
        Ok(due.len())
    }

    /// Accounts that are to be looked up, for as many as have a seat.
    pub(super) async fn due_profiles(&self, seats: &Seats) -> Result<Vec<DueAccount>, StoreError> {
        let now = self.setup.clock.now();
        let mut tx = self.setup.db.begin().await?;
        let due = tx.profiles_due(now, seats.most(), &seats.busy()).await?;
        tx.commit().await?;
        Ok(due)
    }

    /// Looks up one account.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn look_at_profile(&self, account: &DueAccount) -> Result<(), StoreError> {
        let profile = match self.setup.platforms.get(account.workspace.platform()) {
            Some(platform) => platform.profile(&account.workspace, &account.id).await,
            None => Err(Undelivered::Unreached("no such platform".to_owned())),
        };
        retried(|| self.keep_profile(account, &profile)).await
    }

    async fn keep_profile(
        &self,
        account: &DueAccount,
        profile: &Result<Profile, Undelivered>,
    ) -> Result<(), StoreError> {
        let error = match profile {
            Ok(profile) => return self.keep_description(&account.org, &account.workspace, profile).await,
            Err(error) => error,
        };
        let wait = if let Undelivered::Throttled(wait) = error {
            TimeDelta::from_std(*wait).unwrap_or(RETRY)
        } else {
            tracing::warn!(account = %account.id, %error, "a profile could not be looked up");
            RETRY
        };
        let now = self.setup.clock.now();
        let mut tx = self.setup.db.begin().await?;
        tx.of::<Accounts>(&account.org).profile_failed(&account.id, now + wait).await?;
        tx.commit().await
    }

    /// Takes in how a platform describes an account, and what features make of it. Where a feature fails, nothing of it is kept.
    pub(super) async fn keep_description(
        &self,
        org: &OrgId,
        workspace: &WorkspaceId,
        profile: &Profile,
    ) -> Result<(), StoreError> {
        let now = self.setup.clock.now();
        let tx = self.setup.db.begin().await?;
        let mut ctx = self.ctx(tx, now, org, workspace);
        ctx.learn(profile).await?;
        match ctx.dispatch_events(&self.setup.registry, Reply::nothing()).await {
            Ok(reply) => {
                ctx.enqueue(None, reply.outgoing).await?;
                ctx.tx.commit().await
            }
            Err(failure) => {
                tracing::error!(account = %profile.account, ?failure, "a feature failed");
                Ok(())
            }
        }
    }
}

impl Ctx {
    /// Takes in what the platform says of an account. If somebody who was only imported turns out to be this person,
    /// what they know becomes this person's. Whoever is gone is announced as having left.
    pub(super) async fn learn(&mut self, profile: &Profile) -> Result<(), StoreError> {
        let (org, fresh, now) = (self.org.clone(), self.new_id(), self.now);
        let learned =
            self.tx.of::<Accounts>(&self.org).learn_profile(&self.workspace, profile, &fresh, now).await?;
        if learned.left {
            self.publish(DomainEvent::Left { person: learned.person.clone() });
        }
        self.declare_work(&learned.person).await?;
        let Some(absorbed) = learned.absorbed else { return Ok(()) };
        self.merge_tables(&absorbed, &learned.person).await?;
        self.evidence().forget_person(&absorbed).await?;
        declare_championships(&mut self.tx, &org, &learned.person, now).await?;
        let skills = self.knowledge().skills_of(&learned.person).await?;
        let declared = Declared::skills(Skill::known(&skills));
        self.evidence().declare(&learned.person, Source::Skill, &declared, now).await
    }

    /// A person's title and projects speak for them where nothing else does yet.
    async fn declare_work(&mut self, person: &PersonId) -> Result<(), StoreError> {
        let now = self.now;
        let Some(person) = self.people().person(person).await? else { return Ok(()) };
        for (source, names) in [
            (Source::Title, person.data.title.as_slice()),
            (Source::Project, person.data.projects.as_slice()),
        ] {
            self.evidence().declare(&person.id, source, &Declared::plain(names), now).await?;
        }
        Ok(())
    }
}

impl Ctx {
    /// The topics that the company named, as the search knows topics.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn named_topics(&mut self) -> Result<Vec<Topic>, StoreError> {
        let topics = self.knowledge().topics().await?;
        Ok(topics.into_iter().map(|topic| Topic { name: topic.name, aliases: topic.aliases }).collect())
    }
}

/// The topics that a person is champion of speak for them.
///
/// # Errors
/// When the store fails.
pub async fn declare_championships(
    tx: &mut Tx,
    org: &OrgId,
    person: &PersonId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let names = tx.of::<Knowledge>(org).champion_of(person).await?;
    let topics =
        tx.of::<Knowledge>(org).topics().await?.into_iter().filter(|topic| names.contains(&topic.name));
    let declared: Vec<Declared> =
        topics.map(|topic| Declared { skill: topic.name, aliases: topic.aliases, ask_me: true }).collect();
    tx.of::<EvidenceLog>(org).declare(person, Source::Champion, &declared, now).await
}
