//! Quizzes: written by anybody, taken in private, and asked again weeks later to see what was really learned.

mod actions;
mod bring;
mod cards;
mod changes;
mod check;
mod close;
mod contribution;
mod finish;
mod follow_up;
mod import;
mod items;
mod list;
mod recall;
mod results;
mod rules;
mod spacing;
mod start;
mod statistics;
mod store;
mod take;
mod taking;
mod write;

#[cfg(test)]
mod tests;

pub use bring::{Brought, bring};
pub use import::MOST_BYTES;

use crate::bot::Feature;
use crate::chat::ShortcutSpec;

/// The registration.
pub fn feature() -> Feature {
    Feature::named("quiz")
        .looks_around(&[actions::RESULTS, actions::EXPORT])
        .members_only(cards::only_colleagues, |members| {
            members
                .command(cards::QUIZ, "", "Quizzes waiting for you, yours, and their results", list::show)
                .command("quiz new", "[name]", "Make a quiz, question by question", write::new)
                .command("quiz import", "", "Import a quiz: Markdown, a table, Moodle's GIFT", write::import)
                .shortcut(
                    ShortcutSpec {
                        name: actions::MAKE,
                        label: "Make a quiz of this",
                        about: "Write questions beside the words of this message",
                        on_message: true,
                    },
                    write::make,
                )
                .button(actions::NEW, write::open_new)
                .form(actions::NEW_FORM, write::made)
                .button(actions::IMPORT, write::open_import)
                .form(actions::IMPORT_FORM, write::imported)
                .button(actions::SHOW, write::show)
                .button(actions::ADD, write::open_add)
                .button(actions::CHANGE, write::open_change)
                .form(actions::ITEM_FORM, write::kept)
                .button(actions::PREVIEW, write::preview)
                .button(actions::CHECK, check::look)
                .button(actions::DELETE, write::delete)
                .button(actions::START, start::open)
                .form(actions::START_FORM, start::started)
                .button(actions::CLOSE, close::now)
                .button(actions::RESULTS, close::show)
                .button(actions::EXPORT, close::export)
                .button(actions::ANSWER, take::open)
                .form(actions::ANSWER_FORM, take::filled_in)
                .button(actions::STEP, take::step)
                .button(actions::CHOOSE, take::choose)
                .button(actions::TYPE, take::open_one)
                .form(actions::TYPE_FORM, take::typed)
                .button(actions::HAND_IN, take::hand_in)
                .button(actions::MINE, take::mine)
                .button(actions::RECALL, recall::choose)
                .button(actions::RECALL_TYPED, recall::open)
                .form(actions::RECALL_FORM, recall::typed)
                .button(actions::END, recall::end)
                .button(actions::RESUME, recall::resume)
                .home(list::home)
        })
        .own_page(list::own_page)
        .job(close::CLOSE, "close a quiz", close::due)
        .job(taking::TIME, "hand in a quiz whose time is over", finish::time_is_over)
        .job(follow_up::FOLLOW_UP, "ask the second half of a quiz", follow_up::due)
        .job(follow_up::REMIND, "remind somebody of a quiz", follow_up::remind)
        .job(recall::RECALL, "ask what somebody got wrong before", recall::due)
        .contributes(&contribution::TAKEN)
        .on_event(changes::heard)
        .keeps(store::PERSONAL)
        .keeps_no_longer(store::RETENTION)
        .erases(changes::erased)
}
