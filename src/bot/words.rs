//! A command, read word by word.

use crate::chat::{AccountId, MessageText, Piece};
use crate::search::is_unspaced;

/// The fewest letters of a reason, without mentions, topics and emoji.
const FEWEST_LETTERS: usize = 10;
/// The fewest words of a reason.
const FEWEST_WORDS: usize = 3;

/// The words of a command that are still to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(MessageText);

impl Words {
    /// Takes the words; white space around and between them does not count, line breaks within stay.
    pub fn new(words: impl Into<MessageText>) -> Self {
        Self(words.into().trimmed())
    }

    /// Takes `word` off the front if it stands there, in capitals or not.
    pub fn take(&mut self, word: &str) -> bool {
        let Some(words) = self.0.first_words() else { return false };
        let end = words.find(char::is_whitespace);
        if end.is_none() && self.0.pieces().len() > 1 {
            // A mention touches it.
            return false;
        }
        let found = words[..end.unwrap_or(words.len())].to_lowercase() == word;
        if found {
            self.0 = std::mem::take(&mut self.0).split_first_word().1;
        }
        found
    }

    /// Takes an account off the front if one is mentioned there.
    pub fn take_mention(&mut self) -> Option<AccountId> {
        if !matches!(self.0.pieces().first(), Some(Piece::Account(_))) {
            return None;
        }
        let (first, rest) = self.0.clone().split_first_word();
        let first = first.trimmed_of(|sign| matches!(sign, ',' | ':'));
        let [Piece::Account(account)] = first.pieces() else { return None };
        self.0 = rest;
        Some(account.clone())
    }

    /// All that is left.
    pub fn rest(&self) -> &MessageText {
        &self.0
    }

    /// Nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// There are real words in it: mentions, topics, `:emoji:` and signs are none. In scripts that put no spaces between
/// words two signs are counted as a word, and each as two letters.
pub fn is_reason(reason: &str) -> bool {
    let emoji = |word: &str| word.len() > 2 && word.starts_with(':') && word.ends_with(':');
    let words = reason.split_whitespace().filter(|word| !word.starts_with(['#', '<', '@']) && !emoji(word));
    let (mut count, mut letters, mut dense) = (0, 0, 0);
    for word in words {
        let unspaced = word.chars().filter(|sign| sign.is_alphanumeric() && is_unspaced(*sign)).count();
        let others = word.chars().filter(|sign| sign.is_alphanumeric()).count() - unspaced;
        dense += unspaced;
        letters += others + 2 * unspaced;
        count += usize::from(others > 0);
    }
    count + dense / 2 >= FEWEST_WORDS && letters >= FEWEST_LETTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_from_the_front() {
        let ann = AccountId::new("slack:T1:U1");
        let text = MessageText::from("  Ask-Expert   ").account(ann.clone()).and(", how do I\nroll back? ");
        let mut words = Words::new(text);
        assert!(!words.take("kudos"));
        assert!(words.take("ask-expert"));
        assert_eq!(words.take_mention(), Some(ann));
        assert_eq!(words.take_mention(), None);
        assert_eq!(words.rest(), &MessageText::from("how do I\nroll back?"));
    }

    #[test]
    fn what_only_looks_like_a_mention_is_words() {
        let mut words = Words::new("<@slack:T1:U1> how");
        assert_eq!(words.take_mention(), None);
        let ann = AccountId::new("slack:T1:U1");
        let mut touching = Words::new(MessageText::from("kudos").account(ann.clone()).and(" well"));
        assert!(!touching.take("kudos"));
        let mut whose = Words::new(MessageText::new().account(ann).and("'s idea"));
        assert_eq!(whose.take_mention(), None);
    }
}
