//! Experts: a question finds the colleague who really knows, in the thread where it was asked.

mod accept;
mod actions;
mod aloud;
mod answering;
mod ask;
mod asleep;
mod cards;
mod confirm;
mod contribution;
mod eligibility;
mod erase;
mod escalate;
mod facts;
mod follow;
mod form;
mod later;
mod lead;
mod left;
mod life;
mod open;
mod order;
mod overhear;
mod pass_on;
mod personal;
mod policy;
mod question;
mod relay;
mod renamed;
mod reply;
mod rules;
mod settings;
mod shown;
mod store;
mod take;
mod timers;
mod turn;
mod typed;
mod undelivered;

#[cfg(test)]
mod tests;

pub use contribution::ANSWER;
pub use policy::QuestionSettings;

use crate::bot::cards::ASK;
use crate::bot::{Feature, FirstStep};
use crate::chat::ShortcutSpec;

/// The registration.
pub fn feature() -> Feature {
    Feature::named("experts")
        .command(ASK, "how do I ...", "Find the colleague who knows, and ask them", ask::ask)
        .also("ask", ask::ask)
        .also("ask expert", ask::ask)
        .looks_around(&[ASK, "ask", "ask expert", "lyceum why", "otherwise", actions::ASK_FORM])
        .otherwise(reply::typed)
        .leads_only(crate::bot::cards::leads_only, |leads| {
            leads
                .command("lyceum why", "", "Who was considered for the last question, and why", lead::why)
                .home(lead::home)
                .button(actions::SETTINGS, settings::open)
                .form(actions::SETTINGS_FORM, settings::filled_in)
        })
        .shortcut(
            ShortcutSpec {
                name: actions::ASK_MESSAGE,
                label: "Ask an expert",
                about: "Ask a colleague about this message",
                on_message: true,
            },
            form::open,
        )
        .shortcut(
            ShortcutSpec {
                name: actions::ASK,
                label: "Ask an expert",
                about: "Find the colleague who knows, and ask them",
                on_message: false,
            },
            form::open,
        )
        .shortcut(
            ShortcutSpec {
                name: actions::ACCEPT_MESSAGE,
                label: "Accept this answer",
                about: "This message answers the question of its thread",
                on_message: true,
            },
            accept::accept_message,
        )
        .form(actions::ASK_FORM, form::submitted)
        .button(actions::GO, confirm::go)
        .button(actions::HIDDEN, confirm::hidden)
        .button(actions::URGENT, confirm::urgent)
        .button(actions::LATER, confirm::later)
        .button(actions::NOW, later::now)
        .button(actions::EVERYBODY, confirm::everybody)
        .button(actions::SOLVED, confirm::solved)
        .button(actions::DROP, confirm::drop_it)
        .button(actions::ANYWAY, confirm::anyway)
        .form(actions::WHERE_FORM, confirm::place_chosen)
        .button(actions::TAKE, take::take)
        .button(actions::SNOOZE, take::snooze)
        .button(actions::NOT_ME, pass_on::not_me)
        .form(actions::NOT_ME_FORM, pass_on::passed_on)
        .button(actions::ELSE, pass_on::ask_else)
        .form(actions::BETTER_FORM, pass_on::named)
        .button(actions::REPLY, reply::open)
        .form(actions::REPLY_FORM, reply::submitted)
        .button(actions::CARRY, reply::carry_it)
        .button(actions::NO_REPLY, reply::no_reply)
        .button(actions::WITHDRAW, pass_on::withdraw)
        .button(actions::RESEND, undelivered::resend)
        .button(actions::ACCEPT, accept::open)
        .form(actions::ACCEPT_FORM, accept::submitted)
        .button(actions::SAVED, accept::saved)
        .button(actions::REOPEN, accept::reopen)
        .job(timers::ESCALATE, "ask the next person about a question", escalate::escalate)
        .job(timers::REMIND, "remind somebody of a question", escalate::remind)
        .job(timers::ASK_LATER, "ask somebody whose day begins", later::ask_later)
        .job(timers::FOLLOW_UP, "ask whether a question was solved", escalate::follow_up)
        .asked(lead::asked)
        .overhears(overhear::overhear)
        .follows(follow::follow)
        .on_event(follow::forgotten)
        .on_event(undelivered::undelivered)
        .on_event(undelivered::unconfirmed)
        .on_event(renamed::renamed)
        .on_event(left::left)
        .keeps(store::PERSONAL)
        .keeps_no_longer(store::RETENTION)
        .erases(erase::erased)
        .contributes(&ANSWER)
        .first_step(FirstStep::Home, cards::asks_anywhere)
        .first_step(FirstStep::Direct, cards::asks_here)
        .first_step(FirstStep::Channel, cards::asks_with_a_mention)
}
