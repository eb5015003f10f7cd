//! What goes wrong on the street.

use super::House;
use crate::chat::Undelivered;

impl House {
    /// The next thing that is sent fails so.
    pub fn next_sending_fails(&self, failure: Undelivered) {
        self.street.failures.lock().unwrap().push_back(failure);
    }

    /// The next card that begins so is not delivered, and fails so.
    pub fn next_sending_of_card_fails(&self, words: &'static str, failure: Undelivered) {
        *self.street.trap.lock().unwrap() = Some((words, failure));
    }

    /// Cards that begin so are never taken: each time this comes of it.
    pub fn cards_are_never_taken(&self, words: &'static str, failure: Undelivered) {
        *self.street.never.lock().unwrap() = Some((words, failure));
    }

    /// The next card that begins so arrives, and no answer comes back.
    pub fn next_sending_of_card_is_not_answered(&self, words: &'static str) {
        *self.street.silent.lock().unwrap() = Some(words);
    }

    /// Nobody can look whether something arrived.
    pub fn nobody_can_look(&self) {
        *self.street.is_blind.lock().unwrap() = true;
    }
}
