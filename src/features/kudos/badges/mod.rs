//! Badges: steps that are counted from the ledger whenever they are looked at, and a company's own, which champions award.

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
                .button("kudos.badge_add", own::open)
                .button("kudos.badge_change", own::open)
                .form(cards::BADGE, own::filled_in)
        })
        .button("kudos.award", award::open)
        .form(cards::AWARD, award::filled_in)
        .members_only(cards::only_colleagues, |members| members.button("kudos.awards", award::given))
        .button("kudos.award_back", award::take_back)
        .job(reached::STEPS, "look who has reached a badge", reached::due)
        .job(award::AWARDED, "hand out a badge", award::due)
        .own_page(reached::own_page)
}
