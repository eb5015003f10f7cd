//! A piece of evidence: what somebody wrote, or what they say they know.

use chrono::{DateTime, Utc};

use crate::chat::{MessageId, MessageText, PersonId, PlaceId};

/// What a piece of evidence is called within its company. The same message always has the same name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EvidenceId(String);

/// How the name of a row begins that stands for all that somebody declared and that is gone.
const NOTHING: &str = "x/";

impl EvidenceId {
    /// A message.
    pub fn message(place: &PlaceId, message: &MessageId) -> Self {
        Self(format!("m/{place}/{message}"))
    }

    /// Something that stands in no message; the caller sees to it that the name is used once.
    pub fn named(name: &str) -> Self {
        Self(format!("n/{name}"))
    }

    pub(super) fn declared(source: Source, person: &PersonId, name: &str) -> Self {
        Self(format!("{}{person}/{name}", source.mark()))
    }

    /// This person declares nothing any more, wherever it was declared: for the index, which takes out all that they did.
    pub(super) fn nothing_declared(person: &PersonId) -> Self {
        Self(format!("{NOTHING}{person}"))
    }

    /// Who declares nothing any more, if this says so.
    pub(super) fn declares_nothing(&self) -> Option<&str> {
        self.0.strip_prefix(NOTHING)
    }

    /// What was declared, and where from; none if this is no such name.
    pub(super) fn declaration(&self) -> Option<(Source, &str)> {
        let source = Source::ALL.into_iter().find(|source| self.0.starts_with(source.mark()))?;
        Some((source, self.0.splitn(3, '/').nth(2)?))
    }

    pub(super) fn stored(text: String) -> Self {
        Self(text)
    }

    /// The name as it is stored and compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What kind of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Somebody asked.
    Question,
    /// Somebody asked through the bot, which tags whom it takes for an expert. Who answers there was told to: it says
    /// what they know, and not who answers unasked.
    Asked,
    /// Somebody answered.
    Answer,
    /// Any other message; in a thread, it counts as an answer of whoever did not begin the thread.
    Message,
    /// Somebody says they know about this.
    Skill,
}

impl Kind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Asked => "asked",
            Self::Answer => "answer",
            Self::Message => "message",
            Self::Skill => "skill",
        }
    }

    pub(super) fn from_word(word: &str) -> Self {
        match word {
            "question" => Self::Question,
            "asked" => Self::Asked,
            "answer" => Self::Answer,
            "skill" => Self::Skill,
            _ => Self::Message,
        }
    }
}

/// A piece of evidence. Only what may be read belongs here: the caller has seen to opt-in and standing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Its name; recorded again under the same name, it replaces what was there.
    pub id: EvidenceId,
    /// What kind.
    pub kind: Kind,
    /// Where it was written, if in a place.
    pub place: Option<PlaceId>,
    /// The first message of its thread; its own id, or none, if it is the first itself.
    pub thread: Option<MessageId>,
    /// The message.
    pub message: Option<MessageId>,
    /// Who wrote it; nobody can be suggested for what has no author.
    pub author: Option<PersonId>,
    /// When it was written or declared.
    pub sent: DateTime<Utc>,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// What was written; only its words are read.
    pub text: MessageText,
    /// The topics or tags it was filed under.
    pub topics: Vec<String>,
    /// The asker, or a champion, accepted it as the answer.
    pub accepted: bool,
    /// When its author last changed it: sent, or edited.
    pub version: DateTime<Utc>,
}

impl Evidence {
    /// A message with no more than its words; the rest can be filled in.
    pub fn message(
        kind: Kind,
        place: &PlaceId,
        message: &MessageId,
        author: Option<&PersonId>,
        sent: DateTime<Utc>,
        text: impl Into<MessageText>,
    ) -> Self {
        Self {
            id: EvidenceId::message(place, message),
            kind,
            place: Some(place.clone()),
            thread: None,
            message: Some(message.clone()),
            author: author.cloned(),
            sent,
            title: None,
            text: text.into(),
            topics: Vec::new(),
            accepted: false,
            version: sent,
        }
    }

    /// Something that is known of a person from elsewhere.
    pub(super) fn declared(
        person: &PersonId,
        source: Source,
        declared: &Declared,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            id: EvidenceId::declared(source, person, &declared.skill),
            kind: Kind::Skill,
            place: None,
            thread: None,
            message: None,
            author: Some(person.clone()),
            sent: now,
            title: Some(declared.skill.clone()),
            text: declared.aliases.join("\n").into(),
            topics: Vec::new(),
            accepted: declared.ask_me,
            version: now,
        }
    }

    /// The same, as a reply in this thread.
    #[must_use]
    pub fn in_thread(mut self, thread: &MessageId) -> Self {
        self.thread = Some(thread.clone());
        self
    }
}

/// Where it is known from that somebody knows about something, if not from what they wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// They said so, or it stands among their skills.
    Skill,
    /// A lead made them a champion of the topic.
    Champion,
    /// A project they work on.
    Project,
    /// Their job title.
    Title,
}

impl Source {
    /// In the order of their numbers, which the index keeps.
    pub(super) const ALL: [Self; 4] = [Self::Skill, Self::Champion, Self::Project, Self::Title];

    /// How the names of such evidence begin.
    pub(super) fn mark(self) -> &'static str {
        match self {
            Self::Skill => "s/",
            Self::Champion => "c/",
            Self::Project => "p/",
            Self::Title => "t/",
        }
    }
}

/// What a person says they know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The skill or topic, in their words.
    pub skill: String,
    /// Other words for it, found as well.
    pub aliases: Vec<String>,
    /// They asked to be asked about it: counts more than a mere mention in a profile.
    pub ask_me: bool,
}

impl Declared {
    /// Interner as they stand in a profile, without other words for them.
    pub fn plain(names: &[String]) -> Vec<Self> {
        Self::skills(names.iter().filter(|name| !name.trim().is_empty()).map(|name| (name.as_str(), false)))
    }

    /// Interner of skills, each with whether its owner asked to be asked about it, without other words for them.
    pub fn skills<'a>(names: impl Iterator<Item = (&'a str, bool)>) -> Vec<Self> {
        names.map(|(name, ask_me)| Self { skill: name.to_owned(), aliases: Vec::new(), ask_me }).collect()
    }
}

/// A row of the store as the index reads it.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub evidence: Evidence,
    pub tick: i64,
    pub deleted: bool,
}
