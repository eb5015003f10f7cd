//! What an activity teaches about where people and channels are reached.

use super::activity::Activity;
use super::install::{Installation, Reference};
use super::names;

/// References about whoever did it and about where it happened, as far as the activity tells.
pub(super) fn sightings(installation: &Installation, activity: &Activity) -> Vec<Reference> {
    let tenant = installation.tenant();
    let Some(conversation) = activity.conversation() else { return Vec::new() };
    let (channel, _) = names::split(conversation);
    let team = activity.words("/channelData/team/id");
    let mut seen = Vec::new();
    if let Some(actor) =
        activity.actor().filter(|actor| !actor.starts_with("28:") && !activity.is_from_elsewhere(tenant))
    {
        seen.push(Reference {
            about: names::account(tenant, actor).as_str().to_owned(),
            conversation: activity.is_personal().then(|| channel.to_owned()),
            service_url: activity.service_url().to_owned(),
            user: activity.words("/from/id").map(str::to_owned),
            seen_in: Some(channel.to_owned()),
            time_zone: activity.time_zone().map(str::to_owned),
            ..Reference::default()
        });
    }
    // The team's first channel has no name of its own, and the team's id.
    let name = activity.words("/channelData/channel/name");
    let name = name.or_else(|| (team == Some(channel)).then_some("General"));
    seen.push(Reference {
        about: names::place(tenant, channel).as_str().to_owned(),
        conversation: Some(channel.to_owned()),
        service_url: activity.service_url().to_owned(),
        seen_in: team.map(str::to_owned),
        name: name.filter(|_| team.is_some()).map(str::to_owned),
        ..Reference::default()
    });
    seen
}

impl Reference {
    /// What is known once this was seen too. Who is heard of can be reached again.
    pub(super) fn seen(mut self, newer: Self) -> Self {
        self.conversation = newer.conversation.or(self.conversation);
        self.service_url = newer.service_url;
        self.user = newer.user.or(self.user);
        // Where they were seen first does as well as where they were seen last, and need not be written again.
        self.seen_in = self.seen_in.or(newer.seen_in);
        self.name = newer.name.or(self.name);
        self.time_zone = newer.time_zone.or(self.time_zone);
        self.unreachable = false;
        self
    }
}
