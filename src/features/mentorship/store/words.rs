//! Words that the tables keep: each a value of its own.

use crate::stored_as_text;

macro_rules! word {
    ($($(#[$doc:meta])* $Name:ident { $($(#[$each:meta])* $Variant:ident),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString)]
        #[strum(serialize_all = "snake_case")]
        pub enum $Name {
            $($(#[$each])* $Variant),*
        }

        stored_as_text!($Name, |text: &str| text.parse::<$Name>());

        impl From<$Name> for crate::store::Value {
            fn from(value: $Name) -> Self {
                value.to_string().into()
            }
        }
    )*};
}

word! {
    /// After which template a programme is run.
    Kind {
        /// Mentors and mentees, for some months.
        Mentorship,
        /// A buddy for somebody new, for their first weeks.
        Buddies,
    }

    /// Where a programme is.
    State {
        /// It is being prepared: nobody but leads knows of it.
        Draft,
        /// People can join.
        Open,
        /// A lead looks at drafts of pairs.
        Matching,
        /// Pairs meet.
        Running,
        /// It is over.
        Ended,
    }

    /// What somebody is in a programme.
    Role {
        /// They give.
        Mentor,
        /// They learn.
        Mentee,
        /// They do both, with different people.
        Both,
    }

    /// Where a pair is.
    PairState {
        /// They meet.
        Active,
        /// They go on later.
        Paused,
        /// They do not meet any more.
        Ended,
    }

    /// Why a pair ended.
    Ending {
        /// Its time was over.
        Completed,
        /// They had what they wanted.
        Early,
        /// They looked for somebody else, or had no time.
        Rematch,
        /// One of them left the company, or the programme.
        Left,
    }

    /// What one of a pair is asked.
    Asked {
        /// Whether they met: 0 or 1.
        Met,
        /// How far they are with their goal: 0 to 10.
        Goal,
        /// How it goes: 1 to 5.
        Sentiment,
        /// How it was: 1 to 5.
        Closing,
        /// Whether they are still there: 1.
        Silent,
    }

    /// Where a request for a mentor is.
    RequestState {
        /// Others are asked first.
        Waiting,
        /// They are asked.
        Asked,
        /// They said yes.
        Accepted,
        /// They said no, or nothing.
        Passed,
        /// The mentee has somebody, or wants nobody any more.
        Withdrawn,
    }

    /// Whether a story may be told, and how.
    Consent {
        /// With their name.
        Named,
        /// Without it.
        Nameless,
    }
}

impl Role {
    /// They want a mentor.
    pub fn learns(self) -> bool {
        matches!(self, Self::Mentee | Self::Both)
    }

    /// They would be a mentor.
    pub fn gives(self) -> bool {
        matches!(self, Self::Mentor | Self::Both)
    }
}
