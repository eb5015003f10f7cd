//! Profile: my weekly cap, my topics, my hours, my pause; what the bot believes about me.

mod cards;
mod correct;
mod edit;
mod link;
mod own_data;
mod page;
mod requests;
mod rules;
mod skills;

#[cfg(test)]
mod tests;

use crate::bot::Feature;

/// The door plate.
pub fn feature() -> Feature {
    Feature::named("profile")
        .command(
            "lyceum me",
            "",
            "Your topics and what I believe about you, your hours, and a pause",
            page::me,
        )
        .members_only(cards::only_colleagues_link, |members| {
            members
                .command("lyceum link", "CODE", "Be one person on Slack and on Teams", link::link)
                .also("link", link::link)
        })
        .button("profile.hours", edit::hours)
        .form(cards::HOURS, edit::hours_filled_in)
        .button("profile.topics", edit::topics)
        .form(cards::TOPICS, edit::topics_filled_in)
        .button("profile.pause", edit::pause)
        .form(cards::PAUSE, edit::pause_filled_in)
        .button("profile.back", edit::back)
        .button("profile.beliefs", page::see)
        .button("profile.not_me", correct::not_me)
        .button("profile.undo", correct::undo)
        .button("profile.export", own_data::export)
        .looks_around(&["profile.export"])
        .button("profile.erase", own_data::erase)
        .button("profile.keep", own_data::keep)
        .job(requests::ERASE, "erase what somebody asked me to erase", own_data::due)
        .job(requests::ERASE_NOW, "erase what somebody asked me to erase", own_data::now_due)
        .hears(own_data::joined)
        .hears(correct::renamed)
        .home(page::home)
}
