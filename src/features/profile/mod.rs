//! Profile: my weekly cap, my topics, my hours, my pause; what the bot believes about me.

mod actions;
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

use crate::bot::cards::OWN_PAGE;
use crate::bot::{Feature, FirstStep};

/// The registration.
pub fn feature() -> Feature {
    Feature::named("profile")
        .command(OWN_PAGE, "", "Your topics and what I believe about you, your hours, and a pause", page::me)
        .members_only(cards::only_colleagues_link, |members| {
            members
                .command("lyceum link", "CODE", "Be one person on Slack and on Teams", link::link)
                .also("link", link::link)
        })
        .button(actions::HOURS, edit::hours)
        .form(actions::HOURS_FORM, edit::hours_filled_in)
        .button(actions::TOPICS, edit::topics)
        .form(actions::TOPICS_FORM, edit::topics_filled_in)
        .button(actions::PAUSE, edit::pause)
        .form(actions::PAUSE_FORM, edit::pause_filled_in)
        .button(actions::BACK, edit::back)
        .button(actions::BELIEFS, page::see)
        .button(actions::NOT_ME, correct::not_me)
        .button(actions::UNDO, correct::undo)
        .button(actions::EXPORT, own_data::export)
        .looks_around(&[actions::EXPORT])
        .button(actions::ERASE, own_data::erase)
        .button(actions::KEEP, own_data::keep)
        .job(requests::ERASE, "erase what somebody asked me to erase", own_data::due)
        .job(requests::ERASE_NOW, "erase what somebody asked me to erase", own_data::now_due)
        .on_event(correct::renamed)
        .first_step(FirstStep::Direct, cards::tells_me)
        .home(page::home)
}
