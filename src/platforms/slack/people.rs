//! How Slack describes an account, in our words.

use super::install::{Installation, account};
use super::payload::User;
use crate::chat::{Profile, Standing};

/// The account's particulars; none if it has no id.
pub(super) fn profile(installation: &Installation, user: &User) -> Option<Profile> {
    let id = user.id.get()?;
    let standing = standing(installation, user);
    let written = user.profile.get();
    let tenant = match (standing, user.team_id.get()) {
        (Standing::Stranger, Some(team)) => team,
        _ => installation.tenant(),
    };
    Some(Profile {
        account: account(tenant, id),
        name: written
            .and_then(|it| it.display_name.get().or(it.real_name.get()))
            .or(user.real_name.get())
            .or(user.name.get())
            .unwrap_or(id)
            .to_owned(),
        title: written.and_then(|it| it.title.owned()),
        email: written.and_then(|it| it.email.owned()),
        time_zone: user.tz.owned(),
        standing,
        teams: None,
    })
}

/// A guest who left is gone, a bot of another company is a bot. Somebody invited who never came is not known yet.
fn standing(installation: &Installation, user: &User) -> Standing {
    let elsewhere = match (&installation.team, user.team_id.get()) {
        (Some(own), Some(team)) => own != team && installation.enterprise.as_deref() != Some(team),
        _ => false,
    };
    if user.deleted.is_set() {
        Standing::Gone
    } else if user.is_bot.is_set()
        || user.is_workflow_bot.is_set()
        || user.is_connector_bot.is_set()
        || user.id.get() == Some("USLACKBOT")
    {
        Standing::Bot
    } else if user.is_stranger.is_set() || elsewhere {
        Standing::Stranger
    } else if user.is_restricted.is_set() || user.is_ultra_restricted.is_set() {
        Standing::Guest
    } else if user.invited.is_set() {
        Standing::Unknown
    } else {
        Standing::Member
    }
}
