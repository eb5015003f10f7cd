//! Topics: the map of what the company knows, who carries it, and where it rests on one person.

mod cards;
mod map;
mod rules;

#[cfg(test)]
mod tests;

use crate::bot::Feature;

/// The registration.
pub fn feature() -> Feature {
    Feature::named("topics")
        .members_only(cards::only_colleagues, |members| {
            members.command("lyceum topics", "", "What this company knows, and where it is thin", map::map)
        })
        .looks_around(&["lyceum topics"])
}
