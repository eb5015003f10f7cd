//! What rooms tell one another. Announced with [`super::Ctx::announce`], heard at the door plates of others, in the
//! same transaction.

use crate::chat::{AccountId, PersonId, PlaceId, PostId, Reason};

/// Something that happened in one room and that others may care about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// An asker, or a champion in their place, accepted an answer.
    AnswerAccepted {
        /// Which question.
        question: String,
        /// Who asked it.
        asker: PersonId,
        /// Whose answer it is.
        expert: PersonId,
        /// What it was about, where that is known.
        topic: Option<String>,
    },
    /// An accepted answer turned out not to be the answer.
    AnswerReopened {
        /// Which question.
        question: String,
        /// Whose answer it was.
        expert: PersonId,
    },
    /// Somebody turned out to be somebody else: two accounts, one person. Whatever is kept of `from` is `into`'s.
    Joined {
        /// Who is no more.
        from: PersonId,
        /// Who they are.
        into: PersonId,
    },
    /// Somebody's last living account was switched off.
    Left {
        /// Who.
        person: PersonId,
    },
    /// Something we said did not arrive and will not.
    Undelivered {
        /// The post, if it had a name.
        post: Option<PostId>,
        /// The place it was for, if it was for a place.
        place: Option<PlaceId>,
        /// The account it was for, if it was for one person.
        account: Option<AccountId>,
        /// Why.
        reason: Reason,
    },
}
