//! Teams' port for installations, filled from the store.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;

use super::installations::{ONLY_COMPANY, name_leads};
use super::store::TeamsReferences;
use crate::bot::Ids;
use crate::chat::{AccountId, ChannelStatement, Circle, OrgId, PlaceId, Unavailable, WorkspaceId};
use crate::clock::Clock;
use crate::people::{Accounts, Channel, Channels, Company, Members, Viewers};
use crate::platforms::teams::{Installation, Reference, Tenants, Wanted};
use crate::store::{Db, StoreError};

#[cfg(test)]
mod tests;

pub(super) struct StoredTenants {
    pub db: Db,
    pub clock: Clock,
    /// The tenant of the settings: it belongs to the one company, which it may share with a workspace of Slack.
    pub home: Option<WorkspaceId>,
}

impl StoredTenants {
    /// Takes the tenant of the settings in, with the leads that the settings name.
    pub(super) async fn take_home(
        &self,
        home: &WorkspaceId,
        leads: &[String],
        ids: &Ids,
    ) -> Result<OrgId, StoreError> {
        let installed = self.keep(home).await?;
        let now = self.clock.now();
        name_leads(&self.db, &installed.org, home, leads, || ids.new_id(now), now).await?;
        Ok(installed.org)
    }

    async fn keep(&self, workspace: &WorkspaceId) -> Result<Installation, StoreError> {
        let mut tx = self.db.begin().await?;
        let org = match tx.org_of(workspace).await? {
            Some(org) => org,
            None if self.home.as_ref() == Some(workspace) => OrgId::new(ONLY_COMPANY),
            None => OrgId::new(workspace.as_str()),
        };
        tx.of::<Company>(&org).ensure("Our company").await?;
        tx.ensure_workspace(workspace, &org, "Microsoft Teams").await?;
        tx.of::<TeamsReferences>(&org).keep_tenant(workspace, self.clock.now()).await?;
        tx.commit().await?;
        Ok(Installation { org, workspace: workspace.clone() })
    }

    /// Makes the names of channels that were kept before they were folded ready to be looked for.
    pub(super) async fn fold_names(&self) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        for org in tx.orgs().await? {
            tx.of::<TeamsReferences>(&org).fold_names().await?;
        }
        tx.commit().await
    }

    /// The channels whose names hold the words and that whoever looks is known to be in. Whoever is no member of the
    /// company is offered those whose own roster they are on.
    async fn offered(
        &self,
        through: &Installation,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<Reference>, StoreError> {
        let (org, now) = (&through.org, self.clock.now());
        let mut tx = self.db.begin().await?;
        let Some(person) = tx.of::<Accounts>(org).person_of(wanted.account).await? else {
            return Ok(Vec::new());
        };
        let viewer = tx.of::<Viewers>(org).viewer(&person, wanted.here, now).await?;
        let mut circles: HashSet<String> = HashSet::new();
        if !viewer.is_colleague {
            circles.extend(tx.of::<Members>(org).circles_of(wanted.account).await?);
        }
        let known: HashMap<String, Channel> = tx
            .of::<Channels>(org)
            .channels()
            .await?
            .into_iter()
            .filter(|channel| !channel.gone)
            .map(|channel| (channel.place.as_str().to_owned(), channel))
            .collect();
        let mut offered = Vec::new();
        for named in tx.of::<TeamsReferences>(org).channels_named(&through.workspace, wanted.words).await? {
            let Some(channel) = known.get(&named.about) else { continue };
            let is_in = viewer.may_meet(channel, now)
                || (circles.contains(&named.about) && {
                    let circle = Circle::Place(channel.place.clone());
                    tx.of::<Members>(org)
                        .among_members(&circle, std::slice::from_ref(&person), now)
                        .await?
                        .contains(&person)
                });
            if is_in {
                offered.push(named);
            }
            if offered.len() >= wanted.most {
                break;
            }
        }
        tx.commit().await?;
        Ok(offered)
    }

    async fn find(&self, workspace: &WorkspaceId) -> Result<Option<Installation>, StoreError> {
        let org = self.db.read().await?.tenant(workspace).await?;
        Ok(org.map(|org| Installation { org, workspace: workspace.clone() }))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn unavailable(error: StoreError) -> Unavailable {
    tracing::error!(%error, "what is kept for Teams could not be read or kept");
    Unavailable
}

#[async_trait]
impl Tenants for StoredTenants {
    async fn by_workspace(&self, workspace: &WorkspaceId) -> Result<Option<Installation>, Unavailable> {
        self.find(workspace).await.map_err(unavailable)
    }

    async fn install(&self, workspace: &WorkspaceId) -> Result<Installation, Unavailable> {
        self.keep(workspace).await.map_err(unavailable)
    }

    async fn reference(&self, through: &Installation, about: &str) -> Result<Option<Reference>, Unavailable> {
        let find = async {
            self.db
                .read()
                .await?
                .of::<TeamsReferences>(&through.org)
                .reference(&through.workspace, about)
                .await
        };
        find.await.map_err(unavailable)
    }

    async fn holder(&self, through: &Installation, user: &str) -> Result<Option<String>, Unavailable> {
        let find = async {
            self.db.read().await?.of::<TeamsReferences>(&through.org).holder(&through.workspace, user).await
        };
        find.await.map_err(unavailable)
    }

    async fn keep_reference(&self, through: &Installation, reference: &Reference) -> Result<(), Unavailable> {
        let keep = async {
            let mut tx = self.db.begin().await?;
            tx.of::<TeamsReferences>(&through.org).keep_reference(&through.workspace, reference).await?;
            tx.commit().await
        };
        keep.await.map_err(unavailable)
    }

    async fn meet(&self, through: &Installation, people: &[Reference]) -> Result<Vec<String>, Unavailable> {
        let keep = async {
            let mut tx = self.db.begin().await?;
            let back = tx.of::<TeamsReferences>(&through.org).meet_people(&through.workspace, people).await?;
            tx.commit().await?;
            Ok(back)
        };
        keep.await.map_err(unavailable)
    }

    async fn channel_of(&self, through: &Installation, team: &str) -> Result<Option<Reference>, Unavailable> {
        let find = async {
            self.db
                .read()
                .await?
                .of::<TeamsReferences>(&through.org)
                .channel_of(&through.workspace, team)
                .await
        };
        find.await.map_err(unavailable)
    }

    async fn statement(
        &self,
        through: &Installation,
        place: &PlaceId,
    ) -> Result<Option<ChannelStatement>, Unavailable> {
        let find = async { self.db.read().await?.of::<Channels>(&through.org).channel(place).await };
        let now = self.clock.now();
        let stated = find.await.map_err(unavailable)?.map(|channel| ChannelStatement {
            visibility: Some(channel.visibility(now)),
            shared: Some(channel.is_shared(now)),
            gone: Some(channel.gone),
            name: channel.name,
            ..ChannelStatement::default()
        });
        Ok(stated)
    }

    async fn circles_of(
        &self,
        through: &Installation,
        account: &AccountId,
    ) -> Result<Vec<String>, Unavailable> {
        let find = async { self.db.read().await?.of::<Members>(&through.org).circles_of(account).await };
        find.await.map_err(unavailable)
    }

    async fn channels(
        &self,
        through: &Installation,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<Reference>, Unavailable> {
        self.offered(through, wanted).await.map_err(unavailable)
    }
}
