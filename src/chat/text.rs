//! Words with a little shape: strong, code, people, channels, links, moments. Escaped by whoever renders it.

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
