//! Home: the first page of the bot, help, and what a lead sets and sees for the whole company.

mod cards;
mod channels;
mod page;
mod secret;
mod setup;

pub use secret::{SECRET_EXPIRES, SecretExpires};

use crate::bot::Feature;

/// The door plate.
pub fn feature() -> Feature {
    Feature::named("home")
        .command("lyceum", "", "Your home page here", page::open)
        .also("lyceum home", page::open)
        .also("home", page::open)
        .command("lyceum help", "", "What I can do for you", page::help)
        .also("help", page::help)
        .opens_home(page::draw)
        .looks_around(&["home", "lyceum", "lyceum home"])
        .arrives(page::welcome)
        .home(setup::section)
        .job(channels::ERASE, "erase what was read in a channel", channels::erase_some)
        .leads_only(cards::leads_only, |leads| {
            leads
                .button("home.retry", setup::retry)
                .button("home.forget", setup::forget)
                .button("home.unread", channels::stop_reading)
                .button("home.erase", channels::erase)
                .button("home.job", setup::take_up)
                .button("home.drop_job", setup::drop_job)
                .button("home.settings", setup::settings)
                .form(cards::SETTINGS, setup::settings_filled_in)
                .button("home.topic", setup::topic)
                .form(cards::TOPIC, setup::topic_filled_in)
                .button("home.channel", channels::choose)
                .form(cards::CHANNEL, channels::chosen)
                .button("home.leads", setup::leads)
                .form(cards::LEADS, setup::leads_filled_in)
        })
        .job(SECRET_EXPIRES, "tell leads that the client secret of Teams ends", secret::expires)
}

#[cfg(test)]
mod tests;
