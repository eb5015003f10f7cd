//! Profile: my weekly cap, my topics, my hours, my pause; what the bot keeps of me.

mod cards;
mod edit;
mod link;

#[cfg(test)]
mod tests;

use crate::bot::Feature;

/// The door plate.
pub fn feature() -> Feature {
    Feature::named("profile")
        .command("lyceum me", "", "Your topics, your hours, how often you are asked, and a pause", edit::me)
        .command("lyceum link", "CODE", "Be one person on Slack and on Teams", link::link)
        .also("link", link::link)
        .button("profile.hours", edit::hours)
        .form(cards::HOURS, edit::hours_filled_in)
        .button("profile.topics", edit::topics)
        .form(cards::TOPICS, edit::topics_filled_in)
        .button("profile.pause", edit::pause)
        .form(cards::PAUSE, edit::pause_filled_in)
        .button("profile.back", edit::back)
        .home(edit::home)
}
