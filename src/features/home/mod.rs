//! Home: the first page of the bot, help, and what a lead sets and sees for the whole company.

mod actions;
mod cards;
mod channels;
mod page;
mod secret;
mod setup;

pub use secret::{SECRET_EXPIRES, SecretExpires};

use crate::bot::Feature;
use crate::bot::cards::HELP;

/// The registration.
pub fn feature() -> Feature {
    Feature::named("home")
        .command("lyceum", "", "Your home page here", page::open)
        .also("lyceum home", page::open)
        .also("home", page::open)
        .command(HELP, "", "What I can do for you", page::help)
        .also("help", page::help)
        .opens_home(page::draw)
        .redraws_home(page::redraw)
        .looks_around(&["home", "lyceum", "lyceum home"])
        .arrives(page::welcome)
        .job(channels::ERASE, "erase what was read in a channel", channels::erase_some)
        .leads_only(cards::leads_only, |leads| {
            leads
                .home(setup::section)
                .button(actions::RETRY, setup::retry)
                .button(actions::FORGET, setup::forget)
                .button(actions::UNREAD, channels::stop_reading)
                .button(actions::ERASE, channels::erase)
                .button(actions::JOB, setup::take_up)
                .button(actions::DROP_JOB, setup::drop_job)
                .button(actions::SETTINGS, setup::settings)
                .form(actions::SETTINGS_FORM, setup::settings_filled_in)
                .button(actions::TOPIC, setup::topic)
                .form(actions::TOPIC_FORM, setup::topic_filled_in)
                .button(actions::CHANNEL, channels::choose)
                .form(actions::CHANNEL_FORM, channels::chosen)
                .button(actions::LEADS, setup::leads)
                .form(actions::LEADS_FORM, setup::leads_filled_in)
        })
        .job(SECRET_EXPIRES, "tell leads that the client secret of Teams ends", secret::expires)
}

#[cfg(test)]
mod tests;
