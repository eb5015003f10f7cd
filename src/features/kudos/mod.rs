//! Kudos: thanks that are seen, with limits that hold. A ledger of grants; whatever is counted is counted from it.

mod actions;
mod board;
mod cards;
mod emoji;
mod erase;
mod export;
mod follow;
mod form;
mod give;
mod leaderboard;
mod mine;
mod moderate;
mod points;
mod policy;
mod presence;
mod react;
mod rings;
mod roundup;
mod rules;
mod settings;
mod store;
mod terms;
mod undelivered;

#[cfg(test)]
pub(in crate::features) mod tests;

use crate::bot::Feature;
use crate::chat::ShortcutSpec;

/// The registration.
pub fn feature() -> Feature {
    Feature::named("kudos")
        .command("kudos", "@who [number] for what [#topic]", "Thank a colleague, or several", give::give)
        .command("kudos export", "", "All of your record as a file, for you alone", export::export)
        .looks_around(&["kudos board", "kudos export", "kudos mine", "kudos rings"])
        .no_outsiders(cards::only_colleagues, |insiders| {
            insiders
                .command(
                    "kudos mine",
                    "",
                    "What you gave and were given, and what you can still give",
                    mine::mine,
                )
                .shortcut(
                    ShortcutSpec {
                        name: actions::THANK,
                        label: "Thank",
                        about: "Thank whoever wrote this message",
                        on_message: true,
                    },
                    form::open,
                )
                .form(actions::THANK_FORM, form::submitted)
        })
        .members_only(cards::not_a_colleague, |members| {
            members
                .command(
                    "kudos board",
                    "[#topic] [department ...] [last]",
                    "Who thanks, and is thanked by, many people",
                    board::show,
                )
                .shortcut(
                    ShortcutSpec {
                        name: actions::REPORT,
                        label: "Report kudos",
                        about: "Tell the leads that this should not stand here",
                        on_message: true,
                    },
                    moderate::report,
                )
        })
        .leads_only(crate::bot::cards::leads_only, |leads| {
            leads
                .command(
                    "kudos weekly",
                    "",
                    "A round-up of the week's thanks in this channel, on or off",
                    roundup::switch,
                )
                .command("kudos rings", "", "Who thanks almost only one another", moderate::show_rings)
        })
        .button(actions::UNDO, give::undo)
        .leads_only(cards::only_leads, |leads| {
            leads
                .button(actions::REMOVE, moderate::remove)
                .button(actions::LEAVE, moderate::leave)
                .button(actions::KEEP, moderate::keep_from_giving)
                .button(actions::LET, moderate::let_give)
                .button(actions::LET_ON_PAGE, moderate::let_give_on_page)
                .button(actions::POLICY, settings::open)
                .form(actions::POLICY_FORM, settings::filled_in)
                .home(settings::section)
        })
        .button(actions::LEAVE_BOARDS, board::leave)
        .button(actions::JOIN_BOARDS, board::join)
        .reacts(react::reacted)
        .job(give::SOON, "pass on thanks that had waited", give::due)
        .job(react::SOON, "pass on thanks by a reaction", react::due)
        .weekly(roundup::ROUNDUP, "post the weekly round-up", roundup::due)
        .follows(follow::follow)
        .on_event(points::heard)
        .on_event(undelivered::undelivered)
        .keeps(store::PERSONAL)
        .erases(erase::erased)
        .badge(&points::THANKED, points::thanked)
}
