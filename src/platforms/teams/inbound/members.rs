//! Who comes into a team or a channel and who leaves it, as Teams tells.

use std::time::Duration;

use super::http::Inbound;
use super::movement::{Moved, Movement};
use super::profiles::event_about;
use crate::chat::{AccountId, EventKey, Membership, Unavailable, What};
use crate::platforms::teams::api::activity::Activity;
use crate::platforms::teams::api::ids;
use crate::platforms::teams::install::installation::{Installation, Reference};

/// How long finding out who came may hold up an answer.
const LOOK: Duration = Duration::from_millis(1200);

impl Inbound {
    /// Hands on who came and who left. Whoever nobody knows did not leave anything that we know of.
    pub(in crate::platforms::teams) async fn moved(
        &self,
        through: &Installation,
        activity: &Activity,
        movement: Movement,
    ) -> Result<(), Unavailable> {
        let Movement { circle, conversation, people } = movement;
        for somebody in people {
            let Some(account) = self.whose(through, activity, &conversation, &somebody).await? else {
                tracing::info!(is_member = somebody.is_member, "somebody whom nobody knows came or left");
                continue;
            };
            if somebody.is_member {
                let seen = Reference {
                    about: account.as_str().to_owned(),
                    service_url: activity.service_url().to_owned(),
                    user: Some(somebody.user.clone()),
                    seen_in: Some(conversation.clone()),
                    ..Reference::default()
                };
                let sight = self.adapter.directory.see(through, seen).await?;
                if sight.is_back {
                    self.welcome_back(through, &account).await;
                }
            } else {
                self.adapter.recent.forget(&through.workspace, &account);
            }
            let membership = Membership {
                circle: circle.clone(),
                account: account.clone(),
                is_member: somebody.is_member,
            };
            let when = activity.words("/timestamp").or_else(|| activity.words("/id")).unwrap_or_default();
            let sort = if somebody.is_member { "came" } else { "left" };
            let key = EventKey::new(format!("{sort}:{}:{account}:{when}", circle.as_str()));
            let event = event_about(through, account, key, What::Membership(membership));
            self.inbox.receive(event).await?;
        }
        Ok(())
    }

    /// The account of somebody who came or left. Where Teams tells no object id, whoever the bot knows by their other
    /// id; who came is asked for.
    async fn whose(
        &self,
        through: &Installation,
        activity: &Activity,
        conversation: &str,
        somebody: &Moved,
    ) -> Result<Option<AccountId>, Unavailable> {
        if let Some(object) = &somebody.object {
            let tenant = ids::home(through.tenant(), somebody.tenant.as_deref());
            let account = ids::account(tenant, object);
            let is_known = self.adapter.directory.reference(through, account.as_str()).await?.is_some();
            return Ok(Some(account).filter(|_| somebody.is_member || is_known));
        }
        if let Some(about) = self.adapter.directory.holder(through, &somebody.user).await? {
            return Ok(Some(AccountId::new(about)));
        }
        if !somebody.is_member || self.adapter.take(through, conversation).is_err() {
            return Ok(None);
        }
        let asked = self.adapter.connector.member(activity.service_url(), conversation, &somebody.user);
        let found = tokio::time::timeout(LOOK, asked).await;
        Ok(found.ok().and_then(Result::ok).map(|member| member.account(through)))
    }
}
