//! Who is where thanks are seen: nobody else is tagged where only those who are there can read, and whoever is not there
//! is told one to one.

use std::collections::HashSet;

use crate::bot::{Ctx, Failure};
use crate::chat::{Circle, PersonId, PlaceId, Visibility};

/// Which of some people are in a place.
#[derive(Clone, Debug, Default)]
pub struct Presence {
    there: HashSet<PersonId>,
    /// Also others can read it, and find what they are tagged in.
    open: bool,
}

impl Presence {
    /// They are known to be there: they see what is said.
    pub fn sees(&self, person: &PersonId) -> bool {
        self.there.contains(person)
    }

    /// They may be tagged there.
    pub fn tags(&self, person: &PersonId) -> bool {
        self.open || self.sees(person)
    }
}

/// Which of these people are in a place. What is not known of it is private, and nobody is there.
pub async fn presence(
    ctx: &mut Ctx,
    place: Option<&PlaceId>,
    people: &[PersonId],
) -> Result<Presence, Failure> {
    let now = ctx.now;
    let Some(place) = place else { return Ok(Presence::default()) };
    let Some(channel) = ctx.channels().channel(place).await? else { return Ok(Presence::default()) };
    let (circle, open) = match channel.visibility(now) {
        Visibility::Organisation | Visibility::Workspace => (Circle::Place(place.clone()), true),
        Visibility::Team(team) => (Circle::Team(team), false),
        Visibility::Members => (Circle::Place(place.clone()), false),
    };
    ctx.members().want_roster(&channel.workspace, &circle, now).await?;
    let there = ctx.members().among_members(&circle, people, now).await?;
    Ok(Presence { there, open })
}
