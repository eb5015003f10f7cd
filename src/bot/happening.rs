//! What rooms tell one another. Announced with [`super::Ctx::announce`], heard at the door plates of others, in the
//! same transaction.

use crate::chat::{AccountId, MessageId, PersonId, PlaceId, PostId, Reason};

/// Something that happened in one room and that others may care about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// An asker, or a champion in their place, accepted somebody else's answer. Not announced for an answer of the
    /// asker's own.
    AnswerAccepted {
        /// Which question.
        question: String,
        /// Who asked it; none if they asked without showing their name.
        asker: Option<PersonId>,
        /// Whose answer it is.
        expert: PersonId,
        /// What it was about, where that is known.
        topic: Option<String>,
        /// Where the question stands.
        place: Option<PlaceId>,
    },
    /// An accepted answer turned out not to be the answer.
    AnswerReopened {
        /// Which question.
        question: String,
        /// Whose answer it was.
        expert: PersonId,
    },
    /// A lead called a topic otherwise. Whatever is about it is about the same as before.
    TopicRenamed {
        /// What it was called.
        from: String,
        /// What it is called now.
        to: String,
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
    /// What was read in a channel was erased by a lead, so far these messages.
    Erased {
        /// Which channel.
        place: PlaceId,
        /// The messages.
        messages: Vec<MessageId>,
    },
    /// All that was read in a channel was erased by a lead, also what stood in none of its messages. What is said there
    /// later is not among it.
    Emptied {
        /// Which channel.
        place: PlaceId,
    },
    /// Nobody can tell whether something we said arrived: it was looked for, or sent once more, in vain. It waits for a lead
    /// to send it again or to let it be; what belongs below it waits, too.
    Unconfirmed {
        /// The post, if it had a name.
        post: Option<PostId>,
        /// The place it was for, if it was for a place.
        place: Option<PlaceId>,
        /// The account it was for, if it was for one person.
        account: Option<AccountId>,
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

/// Somebody is being erased: their rows are by now under an id that is nobody's.
#[derive(Clone, Debug)]
pub struct Erasure {
    /// Who stands in for them, so that totals stay: an id without name, address or account.
    pub stand_in: PersonId,
}
