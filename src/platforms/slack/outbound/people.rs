//! How Slack describes an account, in our words.

use crate::chat::lenient::Words;
use crate::chat::{Profile, Standing, TeamId};
use crate::platforms::slack::api::payload::{EnterpriseUser, User};
use crate::platforms::slack::install::installation::{Installation, account};

/// The account's particulars; none if it has no id.
pub(in crate::platforms::slack) fn profile(installation: &Installation, user: &User) -> Option<Profile> {
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
        teams: teams(installation, user),
    })
}

/// The workspaces of an organisation that somebody is in; none where the app was installed in one workspace, or where
/// Slack did not say.
fn teams(installation: &Installation, user: &User) -> Option<Vec<TeamId>> {
    let in_organisation = user.in_enterprise.get().filter(|_| installation.team.is_none())?;
    let is_ours = in_organisation.enterprise_id.get() == installation.enterprise.as_deref();
    let teams = in_organisation.teams.0.iter().filter(|_| is_ours).filter_map(Words::get);
    Some(teams.map(|team| installation.circle(team)).collect())
}

/// From another company; none if Slack did not say. `is_stranger` is not set for those who are in a channel that is shared
/// with us, so the account's own workspace or organisation decides.
fn is_elsewhere(installation: &Installation, user: &User) -> Option<bool> {
    let in_organisation = user.in_enterprise.get();
    let (enterprise, team) = (installation.enterprise.as_deref(), user.team_id.get());
    match &installation.team {
        Some(own) => {
            let is_in = |it: &EnterpriseUser| it.teams.0.iter().any(|team| team.get() == Some(own));
            let elsewhere = team.is_some_and(|team| own != team && enterprise != Some(team));
            Some(elsewhere && !in_organisation.is_some_and(is_in))
        }
        None => match in_organisation.and_then(|it| it.enterprise_id.get()) {
            Some(theirs) => Some(enterprise != Some(theirs)),
            None => (enterprise == team).then_some(false),
        },
    }
}

/// A guest who left is gone, a bot of another company is a bot. Somebody invited who never came is not known yet.
fn standing(installation: &Installation, user: &User) -> Standing {
    let elsewhere = is_elsewhere(installation, user);
    if user.deleted.is_set() {
        Standing::Gone
    } else if user.is_bot.is_set()
        || user.is_workflow_bot.is_set()
        || user.is_connector_bot.is_set()
        || user.id.get() == Some("USLACKBOT")
        || user.id.get() == Some(installation.bot_user.as_str())
    {
        Standing::Bot
    } else if user.is_stranger.is_set() || elsewhere == Some(true) {
        Standing::Stranger
    } else if elsewhere.is_none() {
        Standing::Unknown
    } else if user.is_restricted.is_set() || user.is_ultra_restricted.is_set() {
        Standing::Guest
    } else if user.invited.is_set() {
        Standing::Unknown
    } else {
        Standing::Member
    }
}
