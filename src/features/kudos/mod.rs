//! Kudos: thanks that are seen, with limits that hold. A ledger of grants; whatever is counted is counted from it.

mod badges;
mod cards;
mod form;
mod give;
mod kinds;
mod mine;
mod moderate;
mod points;
mod react;
mod rules;
mod store;

#[cfg(test)]
mod tests;

use crate::bot::Feature;
use crate::chat::ShortcutPlate;

/// The door plate.
pub fn feature() -> Feature {
    let feature = Feature::named("kudos")
        .command("kudos", "@who for what", "Thank a colleague, or several", give::give)
        .command("kudos mine", "", "What you gave and were given, and what you can still give", mine::mine)
        .shortcut(
            ShortcutPlate {
                name: "kudos.thank",
                label: "Thank",
                about: "Thank whoever wrote this message",
                on_message: true,
            },
            form::open,
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
        .form(cards::THANK, form::submitted)
        .button("kudos.undo", give::undo)
        .button("kudos.remove", moderate::remove)
        .button("kudos.leave", moderate::leave)
        .button("kudos.keep", moderate::keep_from_giving)
        .button("kudos.let", moderate::let_give)
        .reacts(react::reacted)
        .hears(points::heard);
    badges::with_badges(feature)
}
