//! Who is in a team or a channel: read whole, when the machine wants it.

use super::people::profile;
use super::ways::lost;
use crate::chat::{AccountId, Circle, Reason, Roster, Undelivered};
use crate::platforms::teams::adapter::TeamsAdapter;
use crate::platforms::teams::api::client::Member;
use crate::platforms::teams::api::error::ApiError;
use crate::platforms::teams::api::ids;
use crate::platforms::teams::install::installation::{Installation, Reference};

/// Pages that are read of one roster; who is in a larger team is not known.
const PAGES: usize = 100;

impl TeamsAdapter {
    /// Everybody who is in a team or a channel, without programs: all of them, or an error. Whoever was gone is back.
    pub(in crate::platforms::teams) async fn roster(
        &self,
        through: &Installation,
        circle: &Circle,
    ) -> Result<Roster, Undelivered> {
        let nowhere = || Undelivered::Refused(Reason::NoSuchChannel);
        let conversation = ids::native(&through.workspace, circle.as_str()).ok_or_else(nowhere)?;
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
        let place = ids::place(through.tenant(), conversation);
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
            let failed = |trouble: ApiError| self.undelivered(through, conversation, trouble, true);
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
