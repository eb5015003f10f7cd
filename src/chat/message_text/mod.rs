//! What somebody wrote, as a platform verified it: words, and the people and channels mentioned between them. A value:
//! words never become a mention, whatever they look like.

mod stored;
#[cfg(test)]
mod tests;

use super::{AccountId, PlaceId};

/// A piece of what somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words as they were typed; never a mention, whatever they look like.
    Words(String),
    /// A mention of an account, verified by the platform.
    Account(AccountId),
    /// A mention of a channel.
    Channel {
        /// Which channel.
        place: PlaceId,
        /// Its name, where the platform told it within the text.
        name: Option<String>,
    },
}

/// What somebody wrote. Two runs of words never stand side by side, and none is empty. Serialized and stored as
/// [`MessageText::encode`] gives it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct MessageText(Vec<Piece>);

impl MessageText {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds words as they are.
    #[must_use]
    pub fn and(mut self, words: impl Into<String>) -> Self {
        self.push(Piece::Words(words.into()));
        self
    }

    /// Adds a mention of an account.
    #[must_use]
    pub fn account(mut self, account: AccountId) -> Self {
        self.push(Piece::Account(account));
        self
    }

    /// Adds a mention of a channel, with its name if the platform told it within the text.
    #[must_use]
    pub fn channel(mut self, place: PlaceId, name: Option<String>) -> Self {
        self.push(Piece::Channel { place, name });
        self
    }

    /// Adds a piece. Empty words are none, and neither is a mention without an id.
    pub fn push(&mut self, piece: Piece) {
        let piece = match piece {
            Piece::Words(words) => {
                if let Some(Piece::Words(before)) = self.0.last_mut() {
                    before.push_str(&words);
                    return;
                }
                if words.is_empty() {
                    return;
                }
                Piece::Words(words)
            }
            Piece::Account(account) if account.as_str().is_empty() => return,
            Piece::Channel { place, .. } if place.as_str().is_empty() => return,
            Piece::Channel { place, name } => {
                Piece::Channel { place, name: name.filter(|name| !name.is_empty()) }
            }
            Piece::Account(account) => Piece::Account(account),
        };
        self.0.push(piece);
    }

    /// The pieces, in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// There is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many signs it has. A mention counts as one.
    pub fn length(&self) -> usize {
        self.0
            .iter()
            .map(|piece| if let Piece::Words(words) = piece { words.chars().count() } else { 1 })
            .sum()
    }

    /// The accounts mentioned, in order, each once.
    pub fn mentioned(&self) -> Vec<AccountId> {
        let mut accounts = Vec::new();
        for piece in &self.0 {
            if let Piece::Account(account) = piece
                && !accounts.contains(account)
            {
                accounts.push(account.clone());
            }
        }
        accounts
    }

    /// The words alone. Where a mention stood between two words, they stay apart.
    pub fn words(&self) -> String {
        let mut all = String::new();
        let mut apart = false;
        for piece in &self.0 {
            if let Piece::Words(words) = piece {
                let touches = !all.is_empty() && !all.ends_with(char::is_whitespace);
                if apart && touches && !words.starts_with(char::is_whitespace) {
                    all.push(' ');
                }
                all.push_str(words);
                apart = false;
            } else {
                apart = true;
            }
        }
        all
    }

    /// The same without white space around it.
    #[must_use]
    pub fn trimmed(self) -> Self {
        self.trimmed_of(char::is_whitespace)
    }

    /// The same without these signs around it.
    #[must_use]
    pub fn trimmed_of(mut self, is_trimmed: impl Fn(char) -> bool) -> Self {
        if let Some(Piece::Words(words)) = self.0.last_mut() {
            words.truncate(words.trim_end_matches(&is_trimmed).len());
            if words.is_empty() {
                self.0.pop();
            }
        }
        if let Some(Piece::Words(words)) = self.0.first_mut() {
            let start = words.len() - words.trim_start_matches(&is_trimmed).len();
            words.drain(..start);
            if words.is_empty() {
                self.0.remove(0);
            }
        }
        self
    }

    /// The first word, with the mentions that touch it, and all that comes after the white space behind it.
    #[must_use]
    pub fn split_first_word(self) -> (Self, Self) {
        let mut pieces = self.trimmed_of(char::is_whitespace).0;
        let space = pieces.iter().enumerate().find_map(|(at, piece)| match piece {
            Piece::Words(words) => words.find(char::is_whitespace).map(|space| (at, space)),
            _ => None,
        });
        let Some((at, space)) = space else { return (Self(pieces), Self::new()) };
        let mut rest = Self(pieces.split_off(at));
        let mut first = Self(pieces);
        if let Some(Piece::Words(words)) = rest.0.first_mut() {
            first.push(Piece::Words(words.drain(..space).collect()));
        }
        rest = rest.trimmed();
        (first, rest)
    }

    /// The words, if it begins with some.
    pub fn first_words(&self) -> Option<&str> {
        match self.0.first() {
            Some(Piece::Words(words)) => Some(words),
            _ => None,
        }
    }
}

impl Extend<Piece> for MessageText {
    fn extend<I: IntoIterator<Item = Piece>>(&mut self, pieces: I) {
        pieces.into_iter().for_each(|piece| self.push(piece));
    }
}

impl FromIterator<Piece> for MessageText {
    fn from_iter<I: IntoIterator<Item = Piece>>(pieces: I) -> Self {
        let mut text = Self::new();
        text.extend(pieces);
        text
    }
}

impl IntoIterator for MessageText {
    type Item = Piece;
    type IntoIter = std::vec::IntoIter<Piece>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Words that were typed: nobody is mentioned by them.
impl From<String> for MessageText {
    fn from(words: String) -> Self {
        Self::new().and(words)
    }
}

/// Words that were typed: nobody is mentioned by them.
impl From<&str> for MessageText {
    fn from(words: &str) -> Self {
        Self::new().and(words)
    }
}

/// It is these words, and mentions nobody.
impl PartialEq<str> for MessageText {
    fn eq(&self, words: &str) -> bool {
        match self.0.as_slice() {
            [] => words.is_empty(),
            [Piece::Words(own)] => own == words,
            _ => false,
        }
    }
}

/// It is these words, and mentions nobody.
impl PartialEq<&str> for MessageText {
    fn eq(&self, words: &&str) -> bool {
        self == *words
    }
}

impl std::fmt::Debug for MessageText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(&self.encode(), f)
    }
}
