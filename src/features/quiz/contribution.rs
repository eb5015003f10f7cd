//! What counts of this feature, for badges and for points: taking part, whatever the score.

use super::store::Quiz;
use crate::bot::{BadgeFamily, Contribution, ContributionKind};
use crate::chat::{PersonId, PlaceId};

/// A quiz that somebody handed in.
pub static TAKEN: ContributionKind = ContributionKind {
    word: "quiz",
    what: "a quiz",
    points: 1,
    a_week: 2,
    badge: BadgeFamily {
        word: "quizzes",
        sign: "🧩",
        one: "quiz taken",
        many: "quizzes taken",
        by_topic: false,
        first_is_told: true,
    },
};

/// Somebody took a quiz, which counts once however often it is asked.
pub fn taken(quiz: &Quiz, person: &PersonId, place: Option<PlaceId>) -> Contribution {
    let (id, person, topic) = (quiz.id.clone(), person.clone(), quiz.topic.clone());
    Contribution { kind: &TAKEN, id, person, thanks_to: None, topic, place }
}
