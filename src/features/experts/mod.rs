//! Experts: a question finds the colleague who really knows, in the thread where it was asked.

mod accept;
mod aloud;
mod answering;
mod ask;
mod cards;
mod confirm;
mod erase;
mod escalate;
mod facts;
mod follow;
mod form;
mod joined;
mod lead;
mod left;
mod life;
mod order;
mod overhear;
mod pass_on;
mod personal;
mod question;
mod relay;
mod renamed;
mod reply;
mod rules;
mod shown;
mod store;
mod take;
mod timers;
mod turn;
mod typed;
mod undelivered;

#[cfg(test)]
mod tests;

use crate::bot::Feature;
use crate::chat::ShortcutPlate;

/// The door plate.
pub fn feature() -> Feature {
    Feature::named("experts")
        .command("ask-expert", "how do I ...", "Find the colleague who knows, and ask them", ask::ask)
        .also("ask", ask::ask)
        .also("ask expert", ask::ask)
        .looks_around(&["ask-expert", "ask", "ask expert", "lyceum why", "otherwise", cards::ASK])
        .otherwise(reply::typed)
        .leads_only(crate::bot::cards::leads_only, |leads| {
            leads.command("lyceum why", "", "Who was considered for the last question, and why", lead::why)
        })
        .shortcut(
            ShortcutPlate {
                name: "experts.ask_message",
                label: "Ask an expert",
                about: "Ask a colleague about this message",
                on_message: true,
            },
            form::open,
        )
        .shortcut(
            ShortcutPlate {
                name: "experts.ask",
                label: "Ask an expert",
                about: "Find the colleague who knows, and ask them",
                on_message: false,
            },
            form::open,
        )
        .shortcut(
            ShortcutPlate {
                name: "experts.accept_message",
                label: "Accept this answer",
                about: "This message answers the question of its thread",
                on_message: true,
            },
            accept::accept_message,
        )
        .form(cards::ASK, form::submitted)
        .button("experts.go", confirm::go)
        .button("experts.hidden", confirm::hidden)
        .button("experts.urgent", confirm::urgent)
        .button("experts.everybody", confirm::everybody)
        .button("experts.solved", confirm::solved)
        .button("experts.drop", confirm::drop_it)
        .button("experts.anyway", confirm::anyway)
        .form(cards::WHERE, confirm::place_chosen)
        .button("experts.take", take::take)
        .button("experts.snooze", take::snooze)
        .button("experts.not_me", pass_on::not_me)
        .form(cards::NOT_ME, pass_on::passed_on)
        .button("experts.else", pass_on::ask_else)
        .form(cards::BETTER, pass_on::named)
        .button("experts.reply", reply::open)
        .form(relay::cards::REPLY, reply::submitted)
        .button("experts.carry", reply::carry_it)
        .button("experts.no_reply", reply::no_reply)
        .button("experts.withdraw", pass_on::withdraw)
        .button("experts.resend", undelivered::resend)
        .button("experts.accept", accept::open)
        .form(cards::ACCEPT, accept::submitted)
        .button("experts.saved", accept::saved)
        .button("experts.reopen", accept::reopen)
        .job(timers::ESCALATE, "ask the next person about a question", escalate::escalate)
        .job(timers::REMIND, "remind somebody of a question", escalate::remind)
        .job(timers::FOLLOW_UP, "ask whether a question was solved", escalate::follow_up)
        .overhears(overhear::overhear)
        .follows(follow::follow)
        .hears(follow::forgotten)
        .hears(undelivered::undelivered)
        .hears(undelivered::unconfirmed)
        .hears(joined::joined)
        .hears(renamed::renamed)
        .hears(left::left)
        .home(lead::home)
        .keeps(store::PERSONAL)
        .keeps_no_longer(store::RETENTION)
        .erases(erase::erased)
}
