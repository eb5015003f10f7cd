//! What people do for others, and what it counts for: declared by the feature in which it happens, kept and counted by
//! whoever keeps badges, rewarded by whoever gives points.

use crate::chat::{PersonId, PlaceId};

/// A kind of contribution: see [`super::Feature::contributes`].
#[derive(Debug, PartialEq, Eq)]
pub struct ContributionKind {
    /// As it is kept. One that is called otherwise is another one.
    pub word: &'static str,
    /// What it was, on a record: "an accepted answer".
    pub what: &'static str,
    /// Points for each; none, if it counts for a badge only.
    pub points: i64,
    /// How often within seven days it brings points. A badge knows no such limit.
    pub a_week: i64,
    /// The badge that it counts for.
    pub badge: BadgeFamily,
}

impl ContributionKind {
    /// What it came of, as it is kept: each person contributes once by each.
    pub fn source(&self, id: &str) -> String {
        format!("{} {id}", self.word)
    }
}

/// A badge with steps, at 1, 5, 25 and 100.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BadgeFamily {
    /// As its steps are kept. One that is called otherwise is another one.
    pub word: &'static str,
    /// Its emoji.
    pub sign: &'static str,
    /// One of what is counted: "accepted answer".
    pub one: &'static str,
    /// Several of them: "accepted answers".
    pub many: &'static str,
    /// There is one for each topic, too.
    pub by_topic: bool,
    /// Somebody is told of the first step. Not where they were told so just then by other words.
    pub first_is_told: bool,
}

/// Something that somebody did for others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// Of which kind.
    pub kind: &'static ContributionKind,
    /// Which: one of its kind by its id, whoever did it.
    pub id: String,
    /// Who did it.
    pub person: PersonId,
    /// Who had it of them, where somebody is to be named. What somebody did for themselves is none.
    pub thanks_to: Option<PersonId>,
    /// What it was about, where that is known.
    pub topic: Option<String>,
    /// Where others could see it, if it was in a channel.
    pub place: Option<PlaceId>,
}

/// A question that was asked through the bot, aloud, on a topic of the company's.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct AskedOn {
    /// The topic.
    pub topic: String,
    /// The question.
    pub words: String,
    /// Where it was asked.
    pub place: PlaceId,
}
