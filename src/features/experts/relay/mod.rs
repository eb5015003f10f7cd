//! Relay: somebody is asked who is not where the question stands. They are asked one to one, in the workspace where they
//! are; their words are carried into the asker's thread under their name, and the asker's words back to them.
//!
//! What is carried is evidence once it is accepted, as everything that is said in a channel that is not read.
//!
//! Whoever asks the next person needs this folder, so what asks the next person itself stands above it: `reply`, what
//! comes back by a form or one to one, and `left`, when somebody is gone.

mod ask;
pub(super) mod cards;
mod follow;
mod send;
mod store;

pub(super) use ask::{Leaving, ask, asked_in, leaving, over, reminder_of, thanks_of, took};
pub(super) use follow::{asker_wrote, carried_in, edited, last_words, redrawn, taken_away, words_in};
pub(super) use send::to_helpers;
pub(super) use store::Carried;
