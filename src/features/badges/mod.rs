//! Badges: steps that are counted from what is kept whenever they are looked at, and a company's own, which champions award.

mod actions;
mod award;
mod cards;
mod contributed;
mod list;
mod own;
mod reached;
mod rules;
mod store;

#[cfg(test)]
mod tests;

use crate::bot::Feature;

/// The registration.
pub fn feature() -> Feature {
    Feature::named("badges")
        .command("kudos badges", "", "Which badges there are, and what for", list::show)
        .leads_only(cards::only_leads, |leads| {
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
        .on_event(contributed::heard)
        .keeps(store::PERSONAL)
}
