//! A command, read word by word.

use crate::chat::AccountId;

/// The words of a command that are still to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(String);

impl Words {
    /// Takes the words; white space around and between them does not count, line breaks within stay.
    pub fn new(words: impl AsRef<str>) -> Self {
        Self(words.as_ref().trim().to_owned())
    }

    /// Takes `word` off the front if it stands there, in capitals or not.
    pub fn take(&mut self, word: &str) -> bool {
        let (first, rest) = split(&self.0);
        let found = first.to_lowercase() == word;
        if found {
            self.0 = rest.to_owned();
        }
        found
    }

    /// Takes an account off the front if one is mentioned there.
    pub fn take_mention(&mut self) -> Option<AccountId> {
        let (first, rest) = split(&self.0);
        let account = mention(first.trim_end_matches([',', ':']))?;
        self.0 = rest.to_owned();
        Some(account)
    }

    /// All that is left.
    pub fn rest(&self) -> &str {
        &self.0
    }

    /// Nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The accounts mentioned in a text, in order, each once.
pub fn mentioned(text: &str) -> Vec<AccountId> {
    let mut accounts = Vec::new();
    for piece in text.split("<@").skip(1) {
        if let Some((id, _)) = piece.split_once('>') {
            let account = AccountId::new(id);
            if !accounts.contains(&account) {
                accounts.push(account);
            }
        }
    }
    accounts
}

fn split(words: &str) -> (&str, &str) {
    match words.split_once(char::is_whitespace) {
        Some((first, rest)) => (first, rest.trim_start()),
        None => (words, ""),
    }
}

fn mention(word: &str) -> Option<AccountId> {
    word.strip_prefix("<@")?.strip_suffix('>').map(AccountId::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_from_the_front() {
        let mut words = Words::new("  Ask-Expert   <@slack:T1:U1>, how do I\nroll back? ");
        assert!(!words.take("kudos"));
        assert!(words.take("ask-expert"));
        assert_eq!(words.take_mention(), Some(AccountId::new("slack:T1:U1")));
        assert_eq!(words.take_mention(), None);
        assert_eq!(words.rest(), "how do I\nroll back?");
    }

    #[test]
    fn mentions_are_found_once_each() {
        let found = mentioned("ask <@a:1> or <@b:2>, but <@a:1> first <@");
        assert_eq!(found, [AccountId::new("a:1"), AccountId::new("b:2")]);
    }
}
