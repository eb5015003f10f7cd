//! Who people are: asked for one at a time, where they were seen, and elsewhere if they are not there any more.

use super::ways::lost;
use crate::chat::{AccountId, Profile, Reason, Standing, Undelivered};
use crate::platforms::teams::adapter::TeamsAdapter;
use crate::platforms::teams::api::client::Member;
use crate::platforms::teams::api::ids;
use crate::platforms::teams::install::installation::{Installation, Reference};

/// Places that somebody is looked for in. Whoever is known in more of them is never taken for gone.
const PLACES: usize = 20;

impl TeamsAdapter {
    /// How Teams describes an account. Whoever is in none of the places where they are known is gone; that they are not
    /// in one of them says only that.
    pub(in crate::platforms::teams) async fn look_up(
        &self,
        through: &Installation,
        account: &AccountId,
    ) -> Result<Profile, Undelivered> {
        let unknown = || Undelivered::Refused(Reason::PersonGone);
        let (_, user) = ids::holder(account).ok_or_else(unknown)?;
        let known = self.directory.reference(through, account.as_str()).await.map_err(lost)?;
        if let Some(member) = self.recent.take(&through.workspace, account, self.clock.now()) {
            return Ok(profile(through, account, &member, known.and_then(|known| known.time_zone)));
        }
        let known = known.ok_or_else(unknown)?;
        let mut places: Vec<String> = known.seen_in.iter().chain(&known.conversation).cloned().collect();
        places.extend(self.directory.places_of(through, account).await.map_err(lost)?);
        let mut seen = std::collections::HashSet::new();
        places.retain(|place| seen.insert(place.clone()));
        let user = known.user.as_deref().unwrap_or(user);
        let mut is_missing = false;
        let mut unclear = (places.len() > PLACES).then(unknown);
        for place in places.iter().take(PLACES) {
            self.take_soon(through, place).await?;
            match self.connector.member(&known.service_url, place, user).await {
                Ok(member) => {
                    if known.seen_in.as_ref() != Some(place) {
                        let moved = Reference { seen_in: Some(place.clone()), ..known.clone() };
                        self.directory.keep(through, moved).await.map_err(lost)?;
                    }
                    return Ok(profile(through, account, &member, known.time_zone));
                }
                Err(trouble) if trouble.is_no_member() => is_missing = true,
                Err(trouble) => match self.undelivered(through, place, trouble, true) {
                    // The bot is not there any more, so that nobody is there for it.
                    Undelivered::Refused(Reason::NotInChannel) => {}
                    undelivered => unclear = unclear.or(Some(undelivered)),
                },
            }
        }
        match unclear {
            Some(undelivered) => Err(undelivered),
            None if is_missing => {
                self.directory.leave(through, account.as_str()).await.map_err(lost)?;
                Ok(gone(account))
            }
            None => Err(unknown()),
        }
    }
}

/// Somebody who is nowhere any more. What they were called is known already.
fn gone(account: &AccountId) -> Profile {
    Profile {
        account: account.clone(),
        name: String::new(),
        title: None,
        email: None,
        time_zone: None,
        standing: Standing::Gone,
        teams: None,
    }
}

impl Member {
    /// Their account, in the tenant that they are of.
    pub(in crate::platforms::teams) fn account(&self, through: &Installation) -> AccountId {
        let tenant = ids::home(through.tenant(), self.tenant.as_deref());
        ids::account(tenant, self.object.as_deref().unwrap_or(&self.id))
    }

    /// A program: this bot, or another one.
    pub(in crate::platforms::teams) fn is_program(&self, app: &str) -> bool {
        let is = |role: &str| self.role.as_deref().is_some_and(|told| told.eq_ignore_ascii_case(role));
        ids::is_program(&self.id) || self.id == app || is("bot") || is("application")
    }
}

/// A member's particulars. Whoever is of another tenant is a stranger.
pub(in crate::platforms::teams) fn profile(
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
    let elsewhere = ids::home(through.tenant(), member.tenant.as_deref()) != through.tenant();
    if ids::is_program(&member.id) || is("bot") || is("application") {
        Standing::Bot
    } else if elsewhere || is("anonymous") {
        Standing::Stranger
    } else if external || is("guest") {
        Standing::Guest
    } else {
        Standing::Member
    }
}
