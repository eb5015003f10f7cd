//! A question and the people who were considered for it, as they are kept.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use crate::chat::{MessageId, OrgId, PersonId, PlaceId, PostId, WorkspaceId};
use crate::store::Millis;
use crate::stored_as_text;

/// How long after acceptance a question can be opened again.
pub const REOPEN_WITHIN: TimeDelta = TimeDelta::days(14);
/// How long nothing must have happened before a champion may accept in the asker's place.
pub const SILENCE: TimeDelta = TimeDelta::hours(72);

/// Where a question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum State {
    /// Only the asker has seen it.
    Suggested,
    /// It is to be asked when the day of its holder begins; only the asker knows of it.
    Later,
    /// The asker let it be.
    Dropped,
    /// An earlier answer solved it.
    Deflected,
    /// Asked, and nobody took it yet.
    Open,
    /// Somebody took it.
    Taken,
    /// An answer was accepted.
    Accepted,
    /// It was taken back after it was asked, or closed: see [`Question::closed_because`].
    Withdrawn,
}

impl State {
    /// As it is stored.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Why a question was closed, where its asker did not take it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Closed {
    /// Whoever asked has left.
    AskerLeft,
    /// Nothing can be posted any more where it stands.
    NoPlace,
}

impl Closed {
    /// As it is stored.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Who is being asked.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, EnumString, IntoStaticStr,
)]
#[strum(serialize_all = "lowercase")]
pub enum Stage {
    /// The first choice, or whoever was named.
    First,
    /// The standby, or another of the ranking.
    Standby,
    /// The champions of the topic.
    Champions,
    /// Everybody in the channel.
    Everybody,
}

impl Stage {
    /// As it is stored.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// The message that somebody's words come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Where it stands.
    pub place: PlaceId,
    /// The message.
    pub message: MessageId,
    /// When its author last changed it, where that is known.
    pub version: Option<DateTime<Utc>>,
    /// The words are the message's, unchanged: they follow its edits.
    pub follows: bool,
    /// Who wrote it, if that was not the asker.
    pub author: Option<PersonId>,
}

impl Source {
    /// All of a message's words, as they were when it came.
    pub fn whole(place: &PlaceId, message: MessageId) -> Self {
        Self { place: place.clone(), message, version: None, follows: true, author: None }
    }
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Question {
    /// The question's id.
    pub id: String,
    /// The company.
    pub org: OrgId,
    /// The workspace it was asked in.
    pub workspace: WorkspaceId,
    /// Who asked.
    pub asker: PersonId,
    /// The channel it is asked in; none until the asker chose one.
    pub place: Option<PlaceId>,
    /// The message it is asked below, if that was there before.
    pub thread: Option<MessageId>,
    /// Our card with the question, once it was asked.
    pub root: Option<PostId>,
    /// The question, in the asker's words; empty once it is deleted. For showing, see [`Question::words`].
    pub body: String,
    /// Where the message stands that it was asked by or on.
    pub source_place: Option<PlaceId>,
    /// The message that it was asked by or on. Once its author deletes it, so is the question.
    pub source: Option<MessageId>,
    /// It has the words of that message, unchanged.
    pub source_follows: bool,
    /// Who wrote that message, if that was not the asker.
    pub source_author: Option<PersonId>,
    /// The author of the message that it was asked by or on has deleted it.
    pub is_deleted: bool,
    /// The name of the topic, if it is one the company named.
    pub topic: Option<String>,
    /// It cannot wait for quiet hours to end.
    pub urgent: bool,
    /// The asker's name is not shown.
    pub anonymous: bool,
    /// Where it stands. What may become of it is told in [`super::life`].
    pub state: State,
    /// Who is being asked.
    pub stage: Stage,
    /// Nobody qualified when it was asked.
    pub nobody: bool,
    /// Who is being asked, or who took it; whose day is waited for while it is to be asked later.
    pub holder: Option<PersonId>,
    /// When the asker wrote it.
    pub suggested_at: Millis,
    /// When it was asked.
    pub opened_at: Option<Millis>,
    /// When it was taken.
    pub taken_at: Option<Millis>,
    /// When something last happened.
    pub active_at: Millis,
    /// When an answer was accepted.
    pub accepted_at: Option<Millis>,
    /// Who accepted it.
    pub accepted_by: Option<PersonId>,
    /// Whose answer was accepted.
    pub answered_by: Option<PersonId>,
    /// The answer, where its words are known.
    pub answer: Option<String>,
    /// The message it stands in, or that it was made of by the asker, where that is known.
    pub answer_message: Option<MessageId>,
    /// It has the words of that message, unchanged.
    pub answer_follows: bool,
    /// The author of that message has deleted it.
    pub answer_deleted: bool,
    /// How much time the answer saved, as the asker puts it.
    pub saved_minutes: Option<i64>,
    /// Why it was closed, if it was and its asker did not take it back.
    pub closed_because: Option<Closed>,
    /// The asker was asked whether it was solved, which happens once.
    pub followed_up: bool,
    /// Which version this is. What changes the question, or whom it is put to, fails as a collision if it was made from
    /// an older one, and is done again from what is there by then.
    pub version: i64,
}

impl Question {
    /// This person asked, without their name.
    pub fn hides(&self, person: &PersonId) -> bool {
        self.anonymous && self.asker == *person
    }

    /// From the question to the accepted answer.
    pub fn time_to_resolution(&self) -> Option<TimeDelta> {
        Some(self.accepted_at?.utc() - self.opened_at?.utc())
    }

    /// Its words, for showing.
    pub fn words(&self) -> &str {
        if self.is_deleted { "(deleted)" } else { &self.body }
    }

    /// It has been asked and is not settled.
    pub fn is_going_on(&self) -> bool {
        matches!(self.state, State::Open | State::Taken)
    }

    /// Nothing has happened for so long that a champion may settle it.
    pub fn is_silent(&self, now: DateTime<Utc>) -> bool {
        now - self.active_at.utc() >= SILENCE
    }

    /// Can be opened again.
    pub fn may_reopen(&self, now: DateTime<Utc>) -> bool {
        self.state == State::Accepted && self.accepted_at.is_some_and(|at| now - at.utc() <= REOPEN_WITHIN)
    }
}

/// What part somebody plays in a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Role {
    /// Asked first.
    First,
    /// Asked when the first does not answer.
    Standby,
    /// Qualified as well.
    Reserve,
    /// Qualified, but not to be asked.
    Excluded,
    /// Knows it best, and is only kept by the night where they are.
    Asleep,
    /// Asked as a champion of the topic.
    Champion,
    /// Named by the asker or by somebody who was asked.
    Named,
}

impl Role {
    /// As it is stored.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// What somebody who was considered did about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum CandidateState {
    /// Was not asked yet.
    Waiting,
    /// Was tagged.
    Tagged,
    /// Took it.
    Took,
    /// Said it is not for them.
    Declined,
    /// Did not answer in time.
    Silent,
    /// Somebody else took it before they answered.
    Released,
}

impl CandidateState {
    /// As it is stored.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Somebody who was considered for a question.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Candidate {
    /// The person who is considered.
    pub person: PersonId,
    /// Their place in the ranking, from 1; 0 for those who were not ranked.
    pub place_in_ranking: i64,
    /// Their part.
    pub part: Role,
    /// Chosen as standby for being qualified and little asked.
    pub rising: bool,
    /// Why they are not to be asked, as JSON of [`super::rules::Exclusion`].
    pub exclusion: Option<String>,
    /// Why they came to mind, in words.
    pub why: String,
    /// What they did about it.
    pub state: CandidateState,
    /// Why they said it is not for them.
    pub declined_because: Option<String>,
    /// When they were tagged.
    pub tagged_at: Option<Millis>,
    /// The message that tagged them.
    pub tag: Option<PostId>,
    /// They put it off once.
    pub snoozed: bool,
}

stored_as_text!(State, str::parse::<State>);
stored_as_text!(Closed, str::parse::<Closed>);
stored_as_text!(Stage, str::parse::<Stage>);
stored_as_text!(Role, str::parse::<Role>);
stored_as_text!(CandidateState, str::parse::<CandidateState>);
