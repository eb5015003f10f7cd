//! What counts of this feature, for badges and for points: a mentorship that a mentor saw to its end.

use super::store::Pair;
use crate::bot::{BadgeFamily, Contribution, ContributionKind};

/// A mentorship that somebody gave.
pub static MENTORED: ContributionKind = ContributionKind {
    word: "mentorship",
    what: "a mentorship",
    points: 3,
    a_week: 2,
    badge: BadgeFamily {
        word: "mentorships",
        sign: "🌳",
        one: "mentorship given",
        many: "mentorships given",
        by_topic: false,
        first_is_told: true,
    },
};

/// Of a pair that lasted to its end. Who the mentee was is told nobody, and it was in no channel.
pub fn completed(pair: &Pair) -> Contribution {
    let (id, person) = (pair.id.clone(), pair.mentor.clone());
    Contribution { kind: &MENTORED, id, person, thanks_to: None, topic: None, place: None }
}
