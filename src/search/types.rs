//! What is asked of the search, and what it answers.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::evidence::Source;
use super::signals::WIDTH;
use super::teaching::Teaching;
use crate::chat::{MessageId, MessageText, PersonId, PlaceId};

/// A question, and who asks it where.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its words.
    pub text: String,
    /// The topics it was filed under, if any.
    pub topics: Vec<String>,
    /// Who asks; never suggested.
    pub asker: Option<PersonId>,
    /// Where it is to be asked.
    pub place: Option<PlaceId>,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// What may speak.
    pub scope: Scope,
    /// Whom its words mention: they are likely to be the ones meant.
    pub mentioned: Vec<PersonId>,
    /// The names of the company's topics that its words name: a champion of another does not come into question as one.
    pub about: Vec<String>,
    /// People who are known for less of the question are not suggested: [`super::ENOUGH`], unless somebody measures.
    pub least: f32,
    /// Earlier threads that fit less are left out; none is what people are shown, see [`Earlier::is_shown`].
    pub least_fit: Option<f32>,
    /// So many people are wanted at the most: [`super::MOST`], unless somebody measures.
    pub most: usize,
}

impl Question {
    /// A question with no more than its words, and what may speak on it.
    pub fn new(text: impl Into<String>, scope: Scope, now: DateTime<Utc>) -> Self {
        Self {
            text: text.into(),
            topics: Vec::new(),
            asker: None,
            place: None,
            now,
            scope,
            mentioned: Vec::new(),
            about: Vec::new(),
            least: super::ENOUGH,
            least_fit: None,
            most: super::MOST,
        }
    }
}

/// What may speak for people and answer questions. What is outside of it does not count, is not shown and explains
/// nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The places whose words may speak, each from a moment on; none if all may.
    places: Option<HashMap<PlaceId, Option<DateTime<Utc>>>>,
    /// What people say of themselves, and what the company says of them, may speak.
    declarations: bool,
    teaching: Teaching,
}

impl Scope {
    /// Everything may speak: there is nobody who could not read it.
    pub fn everything() -> Self {
        Self { places: None, declarations: true, teaching: Teaching::Everything }
    }

    /// Only what was said in these places, in each since a moment if there is one. None of them teaches.
    pub fn only(places: impl IntoIterator<Item = (PlaceId, Option<DateTime<Utc>>)>) -> Self {
        let places = Some(places.into_iter().collect());
        Self { places, declarations: false, teaching: Teaching::Nothing }
    }

    /// The same, and what is known of people from elsewhere than what they wrote.
    #[must_use]
    pub fn with_declarations(self) -> Self {
        Self { declarations: true, ..self }
    }

    /// The same, taught by those of these places that may speak from their beginning on. They are to be open to the whole
    /// company: what only some may read would teach weights that only they may be shown.
    #[must_use]
    pub fn taught_by(self, open: impl IntoIterator<Item = PlaceId>) -> Self {
        let is_whole = |place: &PlaceId| {
            self.places.as_ref().is_none_or(|places| places.get(place).is_some_and(Option::is_none))
        };
        let places = open.into_iter().filter(is_whole).collect();
        Self { teaching: Teaching::Places(Arc::new(places)), ..self }
    }

    /// The same, ranked with the weights of the model.
    #[must_use]
    pub fn untaught(self) -> Self {
        Self { teaching: Teaching::Nothing, ..self }
    }

    /// The places that may teach the weights with which the question is ranked.
    pub(super) fn teaching(&self) -> &Teaching {
        &self.teaching
    }

    /// The places whose words may speak, each from a moment on, if there is one; none if all may.
    pub fn places(&self) -> Option<impl Iterator<Item = (&PlaceId, Option<DateTime<Utc>>)>> {
        Some(self.places.as_ref()?.iter().map(|(place, since)| (place, *since)))
    }

    /// What people say of themselves may speak.
    pub fn has_declarations(&self) -> bool {
        self.declarations
    }

    /// What was said in this place may speak.
    pub fn has_place(&self, place: &PlaceId) -> bool {
        self.places.as_ref().is_none_or(|places| places.contains_key(place))
    }

    /// What was said in this place at that moment may speak.
    pub fn has(&self, place: &PlaceId, sent: DateTime<Utc>) -> bool {
        let Some(places) = &self.places else { return true };
        places.get(place).is_some_and(|since| since.is_none_or(|since| sent >= since))
    }
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Who can help, the best first; at most as many as were wanted, and nobody rather than a poor guess.
    pub people: Vec<Ranked>,
    /// Earlier threads that may answer the question already; at most three.
    pub earlier: Vec<Earlier>,
    /// The index has not read all evidence yet; this is from what it has.
    pub partial: bool,
}

/// Somebody who can help.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The person who is ranked.
    pub person: PersonId,
    /// For comparing the people found for one question; means nothing beside another question's.
    pub score: f32,
    /// How much of the question they are known for, from 0 to 1: by what they answered, or what they or a lead declared.
    pub known_for: f32,
    /// What spoke for them, as the model sees it, in the order of [`super::FIGURES`].
    pub figures: [f32; WIDTH],
    /// How near the question is to what they answered, by its meaning, as a share of what the nearest has; zero where no
    /// model is set.
    pub semantic: f32,
    /// What moved them here most, the strongest first; never empty.
    pub why: Vec<Why>,
}

/// A reason to suggest somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Answers of theirs were accepted in threads like this.
    AcceptedAnswers {
        /// What these answers have in common with the question, as it was written in them or in the question that they
        /// answer, the most telling first; empty where nothing telling stands in the best of them.
        about: Vec<String>,
        /// How many.
        count: u32,
        /// When the last was written.
        last: DateTime<Utc>,
    },
    /// They answered in threads like this.
    Answered {
        /// What these answers have in common with the question, as it was written in them or in the question that they
        /// answer, the most telling first; empty where nothing telling stands in the best of them.
        about: Vec<String>,
        /// In how many threads.
        count: u32,
        /// When they last did.
        last: DateTime<Utc>,
    },
    /// They said they know about it, or it stands in their profile.
    Declared {
        /// In the words that stand there.
        name: String,
        /// Where it stands.
        source: Source,
        /// They asked to be asked about it.
        ask_me: bool,
    },
    /// They have answered this asker before.
    AnsweredYouBefore,
    /// They often answer in this place.
    ActiveHere,
}

/// An earlier thread that may answer the question.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier {
    /// The question that was asked then.
    pub question: MessageText,
    /// The best answer.
    pub answer: MessageText,
    /// Who gave it.
    pub author: Option<PersonId>,
    /// The asker, or a champion, had accepted it.
    pub accepted: bool,
    /// The place it was written in; none for what stands in no message.
    pub place: Option<PlaceId>,
    /// The first message of the thread.
    pub thread: Option<MessageId>,
    /// When the answer was given.
    pub when: DateTime<Utc>,
    /// How much of the question it has, from 0 to 1.
    pub fit: f32,
}
