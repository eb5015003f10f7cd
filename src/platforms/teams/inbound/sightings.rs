//! What an activity teaches about where people and channels are reached.

use crate::platforms::teams::api::activity::{Activity, words};
use crate::platforms::teams::api::ids;
use crate::platforms::teams::install::installation::{Installation, Reference};

/// References about whoever did it and about where it happened, as far as the activity tells.
pub(in crate::platforms::teams) fn sightings(
    installation: &Installation,
    activity: &Activity,
) -> Vec<Reference> {
    let tenant = installation.tenant();
    let Some(conversation) = activity.conversation() else { return Vec::new() };
    let (channel, _) = ids::split(conversation);
    let team = activity.words("/channelData/team/id");
    let mut seen = Vec::new();
    if let Some(actor) = activity.actor().filter(|actor| !ids::is_program(actor)) {
        // Somebody of another company is reached nowhere, and can be asked for where they were seen.
        let home = ids::home(tenant, activity.words("/from/tenantId"));
        seen.push(Reference {
            about: ids::account(home, actor).as_str().to_owned(),
            conversation: activity.is_personal().then(|| channel.to_owned()),
            service_url: activity.service_url().to_owned(),
            user: activity.words("/from/id").map(str::to_owned),
            seen_in: Some(channel.to_owned()),
            time_zone: activity.time_zone().map(str::to_owned),
            ..Reference::default()
        });
    }
    let about = activity.at("/channelData/channel");
    let named = words(&about["id"]);
    let place = |channel: &str, name: Option<&str>| Reference {
        about: ids::place(tenant, channel).as_str().to_owned(),
        conversation: Some(channel.to_owned()),
        service_url: activity.service_url().to_owned(),
        seen_in: team.map(str::to_owned),
        name: name.filter(|_| team.is_some()).map(str::to_owned),
        ..Reference::default()
    };
    // The team's first channel has no name of its own, and the team's id.
    let first = (team == Some(channel)).then_some("General");
    seen.push(place(
        channel,
        words(&about["name"]).filter(|_| named.is_none_or(|id| id == channel)).or(first),
    ));
    // What happens to a channel is told in the team's first one.
    if let Some(named) = named.filter(|named| *named != channel && team.is_some()) {
        seen.push(place(named, words(&about["name"])));
    }
    seen
}
