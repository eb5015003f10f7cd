//! Who is in a team or a channel: read whole when the machine wants it, and kept up to date by what Teams tells.

use std::time::Duration;

use super::activity::Activity;
use super::connector::Member;
use super::door::TeamsDoor;
use super::inbound::Inbound;
use super::install::{Installation, Reference};
use super::movement::{Moved, Movement};
use super::names;
use super::outcome::Trouble;
use super::people::{event_about, profile};
use super::ways::lost;
use crate::chat::{AccountId, Circle, EventKey, Membership, Reason, Roster, Unavailable, Undelivered, What};

/// Pages that are read of one roster; who is in a larger team is not known.
const PAGES: usize = 100;
/// How long finding out who came may hold up an answer.
const LOOK: Duration = Duration::from_millis(1200);

impl Member {
    /// Their account, in the tenant that they are of.
    pub(super) fn account(&self, through: &Installation) -> AccountId {
        let tenant = names::home(through.tenant(), self.tenant.as_deref());
        names::account(tenant, self.object.as_deref().unwrap_or(&self.id))
    }
}

impl TeamsDoor {
    /// Everybody who is in a team or a channel, without programs: all of them, or an error. Whoever was gone is back.
    pub(super) async fn roster(
        &self,
        through: &Installation,
        circle: &Circle,
    ) -> Result<Roster, Undelivered> {
        let nowhere = || Undelivered::Refused(Reason::NoSuchChannel);
        let conversation = names::native(&through.workspace, circle.as_str()).ok_or_else(nowhere)?;
        let service_url = self.served_at(through, circle, conversation).await?.ok_or_else(nowhere)?;
        let members = self.all_members(through, &service_url, conversation).await?;
        let people: Vec<Member> =
            members.into_iter().filter(|member| !member.is_program(&self.settings.app_id)).collect();
        let references = people.iter().map(|member| Reference {
            about: member.account(through).as_str().to_owned(),
            service_url: service_url.clone(),
            user: Some(member.id.clone()),
            seen_in: Some(conversation.to_owned()),
            ..Reference::default()
        });
        let back = self.directory.meet(through, references.collect()).await.map_err(lost)?;
        let described = people.iter().map(|member| (member.account(through), member));
        let returned = described
            .filter(|(account, _)| back.iter().any(|about| about == account.as_str()))
            .map(|(account, member)| profile(through, &account, member, None));
        let returned = returned.collect();
        let accounts: Vec<AccountId> = people.iter().map(|member| member.account(through)).collect();
        self.recent.read(
            &through.workspace,
            conversation,
            accounts.iter().cloned().zip(people),
            self.clock.now(),
        );
        Ok(Roster { accounts, returned })
    }

    /// The Connector that serves a team or a channel. All of a tenant is served from one region.
    async fn served_at(
        &self,
        through: &Installation,
        circle: &Circle,
        conversation: &str,
    ) -> Result<Option<String>, Undelivered> {
        // A team has the id of its first channel.
        let place = names::place(through.tenant(), conversation);
        if let Some(found) = self.directory.reference(through, place.as_str()).await.map_err(lost)? {
            return Ok(Some(found.service_url));
        }
        let Circle::Team(_) = circle else { return Ok(None) };
        let channel = self.directory.channel_of(through, conversation).await.map_err(lost)?;
        Ok(channel.map(|channel| channel.service_url))
    }

    async fn all_members(
        &self,
        through: &Installation,
        service_url: &str,
        conversation: &str,
    ) -> Result<Vec<Member>, Undelivered> {
        let mut all = Vec::new();
        let mut next: Option<String> = None;
        for _ in 0..PAGES {
            self.take_soon(through, conversation).await?;
            let page = self.connector.members(service_url, conversation, next.as_deref()).await;
            let failed = |trouble: Trouble| self.undelivered(through, conversation, trouble, true);
            let (members, more) = page.map_err(failed)?;
            all.extend(members);
            next = more;
            if next.is_none() {
                return Ok(all);
            }
        }
        Err(Undelivered::Refused(Reason::Other("too many members".to_owned())))
    }
}

impl Inbound {
    /// Hands on who came and who left. Whoever nobody knows did not leave anything that we know of.
    pub(super) async fn moved(
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
                let sight = self.door.directory.see(through, seen).await?;
                if sight.is_back {
                    self.welcome_back(through, &account).await;
                }
            } else {
                self.door.recent.forget(&through.workspace, &account);
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
            let tenant = names::home(through.tenant(), somebody.tenant.as_deref());
            let account = names::account(tenant, object);
            let is_known = self.door.directory.reference(through, account.as_str()).await?.is_some();
            return Ok(Some(account).filter(|_| somebody.is_member || is_known));
        }
        if let Some(about) = self.door.directory.holder(through, &somebody.user).await? {
            return Ok(Some(AccountId::new(about)));
        }
        if !somebody.is_member || self.door.take(through, conversation).is_err() {
            return Ok(None);
        }
        let asked = self.door.connector.member(activity.service_url(), conversation, &somebody.user);
        let found = tokio::time::timeout(LOOK, asked).await;
        Ok(found.ok().and_then(Result::ok).map(|member| member.account(through)))
    }
}
