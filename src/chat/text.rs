//! Words with a little shape: strong, code, people, channels, links, moments. Escaped by whoever renders it.

use std::fmt::Display;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{PersonId, PlaceId, PostId};

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Span {
    /// Words as they are; never markup, whoever wrote them. A line feed is a line break.
    Plain(String),
    /// Words that stand out.
    Strong(String),
    /// A command, a name of a setting: a fixed-width piece.
    Code(String),
    /// A person, tagged: they are notified where the platform does that.
    Person(PersonId),
    /// A person's name; nobody is notified.
    Name(PersonId),
    /// A channel.
    Channel(PlaceId),
    /// A link with its label. Only `https:` and `http:` survive rendering.
    Link {
        /// What is read.
        label: String,
        /// Where it leads.
        url: String,
    },
    /// A moment, shown in the reader's own time zone where the platform can.
    Moment(DateTime<Utc>),
    /// A link to the thread below one of our own posts, or to its channel where the platform has no such links. It is
    /// worked out when the card is sent, and waits until the post is there.
    Conversation {
        /// The first message of the thread.
        post: PostId,
        /// What is read.
        label: String,
    },
}

/// A run of spans.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub Vec<Span>);

impl Text {
    /// No words yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds words as they are.
    #[must_use]
    pub fn and(mut self, words: impl Into<String>) -> Self {
        self.0.push(Span::Plain(words.into()));
        self
    }

    /// Adds words that stand out.
    #[must_use]
    pub fn strong(mut self, words: impl Into<String>) -> Self {
        self.0.push(Span::Strong(words.into()));
        self
    }

    /// Adds a fixed-width piece.
    #[must_use]
    pub fn code(mut self, words: impl Into<String>) -> Self {
        self.0.push(Span::Code(words.into()));
        self
    }

    /// Adds a person, who is notified.
    #[must_use]
    pub fn person(mut self, person: &PersonId) -> Self {
        self.0.push(Span::Person(person.clone()));
        self
    }

    /// Adds a person's name; nobody is notified.
    #[must_use]
    pub fn name(mut self, person: &PersonId) -> Self {
        self.0.push(Span::Name(person.clone()));
        self
    }

    /// Adds a channel.
    #[must_use]
    pub fn channel(mut self, place: &PlaceId) -> Self {
        self.0.push(Span::Channel(place.clone()));
        self
    }

    /// Adds a moment.
    #[must_use]
    pub fn moment(mut self, at: DateTime<Utc>) -> Self {
        self.0.push(Span::Moment(at));
        self
    }

    /// Adds a link.
    #[must_use]
    pub fn link(mut self, label: impl Into<String>, url: impl Into<String>) -> Self {
        self.0.push(Span::Link { label: label.into(), url: url.into() });
        self
    }

    /// Adds a link to the thread below one of our own posts.
    #[must_use]
    pub fn conversation(mut self, label: impl Into<String>, post: &PostId) -> Self {
        self.0.push(Span::Conversation { post: post.clone(), label: label.into() });
        self
    }

    /// Adds another text.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Adds several of a kind: "A, B, C".
    #[must_use]
    pub fn each<T>(self, items: impl IntoIterator<Item = T>, add: impl Fn(Self, T) -> Self) -> Self {
        let several = items.into_iter().enumerate();
        several.fold(self, |text, (at, item)| add(if at == 0 { text } else { text.and(", ") }, item))
    }

    /// Adds several of a kind, as a sentence lists them: "A, B and C".
    #[must_use]
    pub fn list<T>(self, items: &[T], add: impl Fn(Self, &T) -> Self) -> Self {
        match items {
            [first @ .., last] if !first.is_empty() => add(self.each(first, &add).and(" and "), last),
            _ => self.each(items, add),
        }
    }

    /// The people that are named or tagged, in order, each once.
    pub fn people(&self) -> Vec<&PersonId> {
        let mut people = Vec::new();
        for span in &self.0 {
            if let Span::Person(person) | Span::Name(person) = span
                && !people.contains(&person)
            {
                people.push(person);
            }
        }
        people
    }
}

/// So many of something: "1 point", "2 points", "0 points".
pub fn plural<N: Copy + Display + PartialEq + From<u8>>(number: N, one: &str, many: &str) -> String {
    let word = if number == N::from(1) { one } else { many };
    format!("{number} {word}")
}

/// Words in one line, of at most `most` characters: what is longer is cut, at a word if that is not far, and ends in an
/// ellipsis.
pub fn shortened(words: &str, most: usize) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= most {
        return words;
    }
    let cut: String = words.chars().take(most.saturating_sub(1)).collect();
    let head = cut.rsplit_once(' ').map_or("", |(head, _)| head);
    let is_far = head.chars().count() * 2 < cut.chars().count();
    format!("{}…", if is_far { cut.trim_end() } else { head })
}

impl From<&str> for Text {
    fn from(words: &str) -> Self {
        Self::new().and(words)
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Self::new().and(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_are_listed_as_a_sentence_does() {
        let words = |text: Text| {
            let plain = |span| if let Span::Plain(words) = span { words } else { panic!("{span:?}") };
            text.0.into_iter().map(plain).collect::<String>()
        };
        for (names, listed, each) in [
            (&[][..], "", ""),
            (&["A"], "A", "A"),
            (&["A", "B"], "A and B", "A, B"),
            (&["A", "B", "C"], "A, B and C", "A, B, C"),
        ] {
            assert_eq!(words(Text::new().list(names, |text, name| text.and(*name))), listed);
            assert_eq!(words(Text::new().each(names, |text, name| text.and(*name))), each);
        }
    }

    #[test]
    fn one_is_one_and_anything_else_several() {
        let points = [0_i64, 1, 2, -1].map(|number| plural(number, "point", "points"));
        assert_eq!(points, ["0 points", "1 point", "2 points", "-1 points"]);
    }
}
