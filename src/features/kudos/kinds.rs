//! What counts of what other rooms tell: what each is worth, and how often in a week. Pure.

/// A kind of contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// As it is kept.
    pub word: &'static str,
    /// Points for each; none, if it counts for badges only.
    pub points: i64,
    /// How often within seven days it brings points. A badge knows no such limit.
    pub a_week: i64,
}

/// An accepted answer.
pub const ANSWER: Kind = Kind { word: "answer", points: 1, a_week: 5 };
/// A mentoring meeting that was kept, for the mentor.
pub const MEETING: Kind = Kind { word: "meeting", points: 1, a_week: 3 };
/// A session that was held, for each host.
pub const SESSION: Kind = Kind { word: "session", points: 3, a_week: 1 };
/// A guide that somebody else verified, for its author.
pub const GUIDE: Kind = Kind { word: "guide", points: 2, a_week: 2 };
/// A quiz that was passed: learning is its own reward, and is not paid for.
pub const QUIZ: Kind = Kind { word: "quiz", points: 0, a_week: 0 };

impl Kind {
    /// The name of what it came of: each person is heard of once for each.
    pub fn source(self, id: &str) -> String {
        format!("{} {id}", self.word)
    }
}
