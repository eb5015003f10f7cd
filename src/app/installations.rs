//! Slack's port for installations, filled from the store; the one of the settings is kept in memory only.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tokio::sync::RwLock;

use super::store::InstallationRow;
use super::vault::Vault;
use crate::bot::Ids;
use crate::chat::{AccountId, OrgId, Standing, Unavailable, WorkspaceId};
use crate::clock::Clock;
use crate::people::{Accounts, Company, Erasures, People};
use crate::platforms::slack::{Installation, Installations, NewInstallation};
use crate::store::{Db, StoreError};

/// The company of a program that serves only one: its token stands in the settings.
pub(super) const ONLY_COMPANY: &str = "company";

pub(super) struct StoredInstallations {
    pub db: Db,
    pub vault: Option<Vault>,
    pub ids: Ids,
    pub clock: Clock,
    /// The installation whose token stands in the settings, once Slack has said whose it is.
    pub from_settings: RwLock<Option<Installation>>,
}

impl StoredInstallations {
    /// Takes the installation of the settings: its company and workspace are kept, its token is not.
    pub(super) async fn take_from_settings(&self, new: NewInstallation) -> Result<(), StoreError> {
        let org = OrgId::new(ONLY_COMPANY);
        let mut tx = self.db.begin().await?;
        let name = new.name.clone().unwrap_or_else(|| "Our company".to_owned());
        tx.of::<Company>(&org).ensure(&name).await?;
        tx.ensure_workspace(&new.workspace, &org, &name).await?;
        tx.commit().await?;
        *self.from_settings.write().await = Some(installation(new, org));
        Ok(())
    }

    async fn keep(&self, new: NewInstallation) -> Result<Option<Installation>, StoreError> {
        let Some(token) = self.vault.as_ref().and_then(|vault| vault.lock(&new.workspace, &new.bot_token))
        else {
            return Ok(None);
        };
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let org = match tx.org_of(&new.workspace).await? {
            Some(org) => org,
            None => OrgId::new(new.workspace.as_str()),
        };
        let name = new.name.clone().unwrap_or_else(|| "A company".to_owned());
        tx.of::<Company>(&org).ensure(&name).await?;
        tx.ensure_workspace(&new.workspace, &org, &name).await?;
        tx.keep_installation(&InstallationRow {
            workspace: new.workspace.clone(),
            org: org.clone(),
            enterprise: new.enterprise.clone(),
            team: new.team.clone(),
            token,
            bot_user: new.bot_user.clone(),
            bot_id: new.bot_id.clone(),
            app_id: new.app_id.clone(),
            scopes: new.scopes.join(" "),
        })
        .await?;
        if let Some(installer) = new.installer.as_ref()
            && tx.of::<People>(&org).leads().await?.is_empty()
        {
            let fresh = self.ids.new_id(now);
            let caller = tx.of::<Accounts>(&org).caller(&new.workspace, installer, &fresh, now).await?;
            tx.of::<People>(&org).set_lead(&caller.person, true).await?;
        }
        tx.commit().await?;
        Ok(Some(installation(new, org)))
    }

    async fn stored(&self, workspace: &WorkspaceId) -> Result<Option<Installation>, StoreError> {
        let Some(vault) = &self.vault else { return Ok(None) };
        let Some(row) = self.db.read().await?.installation(workspace).await? else { return Ok(None) };
        let Some(bot_token) = vault.unlock(workspace, &row.token) else {
            tracing::error!(%workspace, "its token does not open with LYCEUM_ENCRYPTION_KEY; install it again");
            return Ok(None);
        };
        Ok(Some(Installation {
            org: row.org,
            workspace: row.workspace,
            enterprise: row.enterprise,
            team: row.team,
            bot_token,
            bot_user: row.bot_user,
            bot_id: row.bot_id,
            app_id: row.app_id,
            scopes: row.scopes.split(' ').filter(|scope| !scope.is_empty()).map(str::to_owned).collect(),
        }))
    }
}

/// Those whom the settings name as leads are leads: by account, or by the e-mail address of their profile.
pub(super) async fn name_leads(
    db: &Db,
    org: &OrgId,
    workspace: &WorkspaceId,
    leads: &[String],
    fresh: impl Fn() -> String,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    for lead in leads {
        let person = if lead.contains('@') {
            // Somebody not met yet waits here, and the account with that address becomes theirs.
            let person = if let Some(person) = tx.of::<People>(org).person_with_email(lead).await? {
                person
            } else if tx.of::<Erasures>(org).is_email_erased(lead).await? {
                continue;
            } else {
                let person = crate::chat::PersonId::new(fresh());
                let data = crate::people::PersonData {
                    name: lead.clone(),
                    email: Some(lead.clone()),
                    ..crate::people::PersonData::default()
                };
                tx.of::<People>(org).keep_person(&person, &data, None, Some(Standing::Unknown)).await?;
                person
            };
            Some(person)
        } else {
            let tenant = workspace.as_str();
            let account = match lead.strip_prefix(tenant).and_then(|rest| rest.strip_prefix(':')) {
                Some(_) => Some(AccountId::new(lead)),
                // A bare id is one of Slack's.
                None if !lead.contains(':') && workspace.platform() == "slack" => {
                    Some(AccountId::new(format!("{tenant}:{lead}")))
                }
                None => None,
            };
            match account {
                Some(account) => {
                    Some(tx.of::<Accounts>(org).caller(workspace, &account, &fresh(), now).await?.person)
                }
                None => None,
            }
        };
        if let Some(person) = person {
            tx.of::<People>(org).set_lead(&person, true).await?;
        }
    }
    tx.commit().await
}

fn installation(new: NewInstallation, org: OrgId) -> Installation {
    Installation {
        org,
        workspace: new.workspace,
        enterprise: new.enterprise,
        team: new.team,
        bot_token: new.bot_token,
        bot_user: new.bot_user,
        bot_id: new.bot_id,
        app_id: new.app_id,
        scopes: new.scopes,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn unavailable(error: StoreError) -> Unavailable {
    tracing::error!(%error, "installations could not be read or kept");
    Unavailable
}

#[async_trait]
impl Installations for StoredInstallations {
    async fn by_workspace(&self, workspace: &WorkspaceId) -> Result<Option<Installation>, Unavailable> {
        if let Some(only) = self.from_settings.read().await.as_ref()
            && only.workspace == *workspace
        {
            return Ok(Some(only.clone()));
        }
        self.stored(workspace).await.map_err(unavailable)
    }

    async fn save(&self, installed: NewInstallation) -> Result<Installation, Unavailable> {
        self.keep(installed).await.map_err(unavailable)?.ok_or(Unavailable)
    }

    async fn revoke(&self, workspace: &WorkspaceId) -> Result<(), Unavailable> {
        let mut only = self.from_settings.write().await;
        if only.as_ref().is_some_and(|only| only.workspace == *workspace) {
            *only = None;
        }
        drop(only);
        let revoke = async {
            let mut tx = self.db.begin().await?;
            tx.revoke_installation(workspace).await?;
            tx.commit().await
        };
        revoke.await.map_err(unavailable)
    }

    async fn keep_state(&self, state: &str, until: DateTime<Utc>) -> Result<(), Unavailable> {
        let keep = async {
            let mut tx = self.db.begin().await?;
            tx.keep_word(state, until, self.clock.now()).await?;
            tx.commit().await
        };
        keep.await.map_err(unavailable)
    }

    async fn take_state(&self, state: &str, now: DateTime<Utc>) -> Result<bool, Unavailable> {
        let take = async {
            let mut tx = self.db.begin().await?;
            let taken = tx.take_word(state, now).await?;
            tx.commit().await?;
            Ok(taken)
        };
        take.await.map_err(unavailable)
    }
}
