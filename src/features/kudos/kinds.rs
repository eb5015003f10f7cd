//! What counts of what other rooms tell: what each is worth, and how often in a week. Pure.

/// A kind of contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// As it is kept.
    pub word: &'static str,
    /// Points for each.
    pub points: i64,
    /// How often within seven days it brings points. A badge knows no such limit.
    pub a_week: i64,
}

/// An accepted answer.
pub const ANSWER: Kind = Kind { word: "answer", points: 1, a_week: 5 };

impl Kind {
    /// The name of what it came of: each person is heard of once for each.
    pub fn source(self, id: &str) -> String {
        format!("{} {id}", self.word)
    }
}
