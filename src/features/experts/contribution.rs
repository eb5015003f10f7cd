//! What counts of this feature, for badges and for points.

use crate::bot::{BadgeFamily, ContributionKind};

/// An answer that an asker, or a champion in their place, accepted.
pub static ANSWER: ContributionKind = ContributionKind {
    word: "answer",
    what: "an accepted answer",
    points: 1,
    a_week: 5,
    badge: BadgeFamily {
        word: "answers",
        sign: "💡",
        one: "accepted answer",
        many: "accepted answers",
        by_topic: true,
        first_is_told: true,
    },
};
