//! Who people are: one asked for at a time, and the members of a team where the app was installed.

use std::sync::Arc;

use super::activity::Activity;
use super::connector::Member;
use super::door::TeamsDoor;
use super::install::{Installation, Reference};
use super::names;
use crate::chat::{
    AccountId, Event, EventKey, Place, PlaceKind, Profile, Reason, Standing, Undelivered, What,
};

/// Pages of one team that are read; more people than that are met when they do something.
const PAGES: usize = 60;

impl TeamsDoor {
    /// How Teams describes an account.
    pub(super) async fn look_up(
        &self,
        through: &Installation,
        account: &AccountId,
    ) -> Result<Profile, Undelivered> {
        let gone = || Undelivered::Refused(Reason::PersonGone);
        let user = names::native(&through.workspace, account.as_str()).ok_or_else(gone)?;
        let known = self.directory.reference(through, account.as_str()).await;
        let known = known.map_err(|unavailable| Undelivered::Unreached(unavailable.to_string()))?;
        let known = known.ok_or_else(gone)?;
        let seen_in = known.seen_in.as_ref().or(known.conversation.as_ref()).ok_or_else(gone)?;
        self.limits.take(&through.workspace, seen_in).map_err(Undelivered::Throttled)?;
        let user = known.user.as_deref().unwrap_or(user);
        let member = self.connector.member(&known.service_url, seen_in, user).await;
        let member = member.map_err(|trouble| trouble.undelivered("a member", true))?;
        Ok(profile(through, account, &member, known.time_zone))
    }

    /// Reads who is in a team where the app was installed, beside everything else: page by page, within the limits.
    pub(super) fn call_the_roll(self: &Arc<Self>, through: &Installation, activity: &Activity) {
        if activity.is_personal() {
            return;
        }
        let Some(conversation) =
            activity.words("/channelData/team/id").or_else(|| activity.conversation()).map(str::to_owned)
        else {
            return;
        };
        let (door, through) = (Arc::clone(self), through.clone());
        let service_url = activity.service_url().to_owned();
        tokio::spawn(async move {
            if let Err(undelivered) = door.roll(&through, &service_url, &conversation).await {
                tracing::warn!(error = %undelivered, "the members of a team could not all be read; they are met one by one");
            }
        });
    }

    async fn roll(
        &self,
        through: &Installation,
        service_url: &str,
        conversation: &str,
    ) -> Result<(), Undelivered> {
        let unreached = |error: crate::chat::Unavailable| Undelivered::Unreached(error.to_string());
        let mut next: Option<String> = None;
        for _ in 0..PAGES {
            self.limits.take(&through.workspace, conversation).map_err(Undelivered::Throttled)?;
            let page = self.connector.members(service_url, conversation, next.as_deref()).await;
            let (members, more) = page.map_err(|trouble| trouble.undelivered("members", true))?;
            for member in &members {
                let Some(user) = member.object.as_deref().filter(|_| !member.id.starts_with("28:")) else {
                    continue;
                };
                let account = names::account(through.tenant(), user);
                let seen = Reference {
                    about: account.as_str().to_owned(),
                    service_url: service_url.to_owned(),
                    user: Some(member.id.clone()),
                    seen_in: Some(conversation.to_owned()),
                    ..Reference::default()
                };
                self.directory.see(through, seen).await.map_err(unreached)?;
                self.tell(through, profile(through, &account, member, None)).await.map_err(unreached)?;
            }
            next = more;
            if next.is_none() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Somebody's time zone is another one now: how they are described is asked for again, beside everything else.
    pub(super) fn look_again(self: &Arc<Self>, through: &Installation, activity: &Activity) {
        let Some(actor) = activity.actor() else { return };
        let account = names::account(through.tenant(), actor);
        let (door, through) = (Arc::clone(self), through.clone());
        tokio::spawn(async move {
            let told = match door.look_up(&through, &account).await {
                Ok(profile) => door.tell(&through, profile).await.is_ok(),
                Err(_) => false,
            };
            if !told {
                tracing::info!("somebody's new time zone is learnt later");
            }
        });
    }

    pub(super) async fn tell(
        &self,
        through: &Installation,
        profile: Profile,
    ) -> Result<(), crate::chat::Unavailable> {
        let day = self.clock.now().date_naive();
        let zone = profile.time_zone.as_deref().unwrap_or("-");
        let event = Event {
            key: EventKey::new(format!("profile:{}:{day}:{zone}", profile.account)),
            org: through.org.clone(),
            workspace: through.workspace.clone(),
            from: profile.account.clone(),
            at: Place {
                id: names::place(through.tenant(), "-"),
                kind: PlaceKind::Nowhere,
                thread: None,
                shared: false,
            },
            handle: None,
            answers_inline: false,
            what: What::Profile(profile),
        };
        self.inbox.receive(event).await.map(drop)
    }
}

/// A member's particulars. Whoever is of another tenant is a stranger.
pub(super) fn profile(
    through: &Installation,
    account: &AccountId,
    member: &Member,
    time_zone: Option<String>,
) -> Profile {
    let both = [member.given_name.as_deref(), member.surname.as_deref()];
    let both = both.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let name = member.name.clone().or(Some(both).filter(|both| !both.is_empty()));
    Profile {
        account: account.clone(),
        name: name.unwrap_or_else(|| "Somebody new".to_owned()),
        title: None,
        email: member.email.clone().or_else(|| member.principal.clone().filter(|it| !it.contains("#EXT#"))),
        time_zone,
        standing: standing(through, member),
        teams: None,
    }
}

fn standing(through: &Installation, member: &Member) -> Standing {
    let is = |role: &str| member.role.as_deref().is_some_and(|told| told.eq_ignore_ascii_case(role));
    let external = member.principal.as_deref().is_some_and(|principal| principal.contains("#EXT#"));
    let elsewhere = member.tenant.as_deref().is_some_and(|tenant| tenant != through.tenant());
    if member.id.starts_with("28:") || is("bot") || is("application") {
        Standing::Bot
    } else if elsewhere || is("anonymous") {
        Standing::Stranger
    } else if external || is("guest") {
        Standing::Guest
    } else {
        Standing::Member
    }
}
