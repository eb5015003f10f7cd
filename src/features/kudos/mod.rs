//! Kudos: thanks that are seen, with limits that hold. A ledger of grants; whatever is counted is counted from it.

mod badges;
mod board;
mod cards;
mod emoji;
mod erase;
mod export;
mod follow;
mod form;
mod give;
mod kinds;
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
mod standings;
mod store;
mod terms;
mod undelivered;

#[cfg(test)]
mod tests;

use crate::bot::Feature;
use crate::chat::ShortcutPlate;

/// The door plate.
pub fn feature() -> Feature {
    let feature = Feature::named("kudos")
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
                    ShortcutPlate {
                        name: "kudos.thank",
                        label: "Thank",
                        about: "Thank whoever wrote this message",
                        on_message: true,
                    },
                    form::open,
                )
                .form(cards::THANK, form::submitted)
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
                    ShortcutPlate {
                        name: "kudos.report",
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
        .button("kudos.undo", give::undo)
        .leads_only(cards::only_leads, |leads| {
            leads
                .button("kudos.remove", moderate::remove)
                .button("kudos.leave", moderate::leave)
                .button("kudos.keep", moderate::keep_from_giving)
                .button("kudos.let", moderate::let_give)
                .button("kudos.let_on_page", moderate::let_give_on_page)
                .button("kudos.policy", settings::open)
                .form(cards::POLICY, settings::filled_in)
        })
        .home(settings::section)
        .button("kudos.leave_boards", board::leave)
        .button("kudos.join_boards", board::join)
        .reacts(react::reacted)
        .job(give::SOON, "pass on thanks that had waited", give::due)
        .job(react::SOON, "pass on thanks by a reaction", react::due)
        .weekly(roundup::ROUNDUP, "post the weekly round-up", roundup::due)
        .follows(follow::follow)
        .hears(points::heard)
        .hears(undelivered::undelivered)
        .keeps(store::PERSONAL)
        .erases(erase::erased);
    badges::with_badges(feature)
}
