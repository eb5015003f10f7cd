//! Mentorship: good pairs, a place of their own, and pairs that keep meeting.

mod actions;
mod answering;
mod calendar;
mod cards;
mod changes;
mod contribution;
mod figures;
mod find;
mod join;
mod lead;
pub mod matching;
mod own;
mod pair;
mod pool;
mod review;
mod rules;
mod schedule;
mod statistics;
mod store;
mod timeline;

#[cfg(test)]
mod tests;

use crate::bot::Feature;

/// The registration.
pub fn feature() -> Feature {
    Feature::named("mentorship")
        .looks_around(&["mentor find", actions::FIND_PAIRS, actions::FIND, actions::FIGURES])
        .leads_only(crate::bot::cards::leads_only, |leads| {
            leads
                .command("mentor programme new", "[name]", "Begin a mentorship programme", lead::new)
                .button(actions::NEW, lead::open_new)
                .button(actions::SHOW, lead::show)
                .button(actions::CHANGE, lead::open_change)
                .form(actions::PROGRAMME_FORM, lead::filled_in)
                .button(actions::WEIGHTS, lead::open_weights)
                .form(actions::WEIGHTS_FORM, lead::weights_filled_in)
                .button(actions::OPEN, lead::open)
                .button(actions::END_PROGRAMME, lead::end)
                .button(actions::FIND_PAIRS, review::find_pairs)
                .button(actions::DRAFT, review::show)
                .button(actions::RULE, review::open_rule)
                .form(actions::RULE_FORM, review::rule)
                .button(actions::PUBLISH, review::publish)
                .button(actions::FIGURES, figures::show)
        })
        .members_only(cards::only_colleagues, |members| {
            members
                .command(cards::MENTOR, "", "Your mentorships, and programmes that you can join", own::show)
                .command("mentor find", "", "Look for a mentor without waiting for a round", find::find)
                .button(actions::JOIN, join::open)
                .form(actions::JOIN_FORM, join::joined)
                .button(actions::LEAVE, join::leave)
                .button(actions::PERSONALITY, join::open_personality)
                .form(actions::PERSONALITY_FORM, join::personality)
                .button(actions::BLOCKS, join::open_blocks)
                .form(actions::BLOCKS_FORM, join::blocks)
                .button(actions::WISHES, join::open_wishes)
                .form(actions::WISHES_FORM, join::wishes)
                .button(actions::FIND, find::press)
                .button(actions::ASK, find::ask)
                .button(actions::RANK, find::open_rank)
                .form(actions::RANK_FORM, find::rank)
                .button(actions::ACCEPT, find::accept)
                .button(actions::PASS, find::pass)
                .button(actions::WITHDRAW, find::withdraw)
                .button(actions::AGREE, pair::agree)
                .button(actions::CHOOSE_TIME, pair::choose_time)
                .button(actions::CALENDAR, pair::for_calendar)
                .button(actions::PAUSE, pair::open_pause)
                .form(actions::PAUSE_FORM, pair::pause)
                .button(actions::RESUME, pair::resume)
                .button(actions::EXTEND, pair::open_extend)
                .form(actions::EXTEND_FORM, pair::extend)
                .button(actions::END, pair::open_end)
                .form(actions::END_FORM, pair::end)
                .button(actions::MET, answering::met)
                .button(actions::NOT_MET, answering::not_met)
                .button(actions::PRESENT, answering::present)
                .button(actions::GOAL, answering::open_goal)
                .form(actions::GOAL_FORM, answering::goal)
                .button(actions::SENTIMENT, answering::open_sentiment)
                .form(actions::SENTIMENT_FORM, answering::sentiment)
                .button(actions::CLOSING, answering::open_closing)
                .form(actions::CLOSING_FORM, answering::closing)
                .button(actions::STORY, answering::open_story)
                .form(actions::STORY_FORM, answering::story)
                .home(own::home)
        })
        .job(schedule::BEGIN, "bring a pair together", timeline::begin)
        .job(schedule::AGENDA, "tell a pair of its next meeting", timeline::agenda)
        .job(schedule::MEET, "ask a pair whether they met", timeline::meet)
        .job(schedule::NUDGE, "remind a pair of its first meeting", timeline::nudge)
        .job(schedule::LATE, "tell a lead of a pair that has not met", timeline::late)
        .job(schedule::GOAL, "ask a mentee how far they are", timeline::goal)
        .job(schedule::SENTIMENT, "ask a pair how it goes", timeline::sentiment)
        .job(schedule::SILENT, "look whether somebody is still there", timeline::silent)
        .job(schedule::CLOSE, "end a mentorship whose time is over", timeline::close)
        .job(schedule::RESUME, "end the pause of a mentorship", pair::pause_is_over)
        .job(find::REQUEST, "ask the next mentor", find::due)
        .contributes(&contribution::MENTORED)
        .on_event(changes::heard)
        .keeps(store::PERSONAL)
        .keeps_no_longer(store::RETENTION)
        .erases(changes::erased)
}
