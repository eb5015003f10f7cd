//! Badges: steps that are counted from the ledger whenever they are looked at, and a company's own, which champions award.

mod actions;
mod award;
mod cards;
mod list;
mod own;
mod reached;
mod rules;
mod store;

#[cfg(test)]
mod tests;

use crate::bot::Feature;
use crate::features::kudos::cards::only_leads;

pub use reached::reached;
pub use rules::name_today;

/// Hangs the doors of the badges beside those of the room.
pub fn with_badges(feature: Feature) -> Feature {
    feature
        .command("kudos badges", "", "Which badges there are, and what for", list::show)
        .leads_only(only_leads, |leads| {
            leads
                .button(actions::BADGE_ADD, own::open)
                .button(actions::BADGE_CHANGE, own::open)
                .form(actions::BADGE_FORM, own::filled_in)
        })
        .button(actions::AWARD, award::open)
        .form(actions::AWARD_FORM, award::filled_in)
        .members_only(cards::only_colleagues, |members| members.button(actions::AWARDS, award::given))
        .button(actions::AWARD_BACK, award::take_back)
        .job(reached::STEPS, "look who has reached a badge", reached::due)
        .job(award::AWARDED, "hand out a badge", award::due)
        .own_page(reached::own_page)
}
